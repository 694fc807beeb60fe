"""Goldens of sound files: decoding as soundfile, mono mix and resampling as FFmpeg, resampling of arrays as torchaudio.

    FFMPEG=/path/to/ffmpeg python tools/goldens/audio_files.py

writes fixtures/audio/files.json.gz. Needs soundfile, torch, FFmpeg, and the source of torchaudio (its functional/functional.py is enough).
"""

import ast
import base64
import gzip
import importlib.util
import io
import json
import math
import os
import pathlib
import struct
import subprocess

import numpy as np
import soundfile
import torch

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEDIA = ROOT / "fixtures" / "media"
FFMPEG = os.environ.get("FFMPEG", "ffmpeg")
MAX_VALUES = 300


def encode(array):
    return {"dtype": "float32", "shape": list(array.shape), "data": base64.b64encode(np.ascontiguousarray(array, "<f4").tobytes()).decode()}


def golden(array):
    if array.size <= MAX_VALUES:
        return encode(array)
    stride = -(-array.size // MAX_VALUES) | 1
    return {"dtype": "float32", "shape": list(array.shape), "stride": stride, "values": encode(array[::stride])}


def through_ffmpeg(data, rate):
    command = [FFMPEG, "-loglevel", "error", "-i", "pipe:0", "-ac", "1", "-ar", str(rate), "-f", "f32le", "pipe:1"]
    return np.frombuffer(subprocess.run(command, input=data, capture_output=True, check=True).stdout, "<f4")


def torchaudio_resample():
    """The function alone: importing the package needs a build that fits torch."""
    folder = pathlib.Path(importlib.util.find_spec("torchaudio").submodule_search_locations[0])
    tree = ast.parse((folder / "functional" / "functional.py").read_text())
    names = {"_get_sinc_resample_kernel", "_apply_sinc_resample_kernel", "resample"}
    scope = {"math": math, "torch": torch, "Tensor": torch.Tensor, "Optional": __import__("typing").Optional, "_CPU": torch.device("cpu")}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            node.decorator_list = []
            exec(compile(ast.Module([node], []), "torchaudio", "exec"), scope)
    return scope["resample"]


def wav(channels, mask):
    """A 32-bit float WAV file with one short pulse per channel; plain without a mask, extensible with one."""
    samples = np.zeros((channels * 4, channels), "<f4")
    for channel in range(channels):
        samples[channel * 4, channel] = 0.5
    data = samples.tobytes()
    head = struct.pack("<HIIHH", channels, 16000, 16000 * 4 * channels, 4 * channels, 32)
    if mask is None:
        form = struct.pack("<H", 3) + head
    else:
        form = struct.pack("<H", 0xFFFE) + head + struct.pack("<HHIH", 22, 32, mask, 3) + bytes.fromhex("000000001000800000aa00389b71")
    chunks = b"WAVE" + b"fmt " + struct.pack("<I", len(form)) + form + b"data" + struct.pack("<I", len(data)) + data
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


def decoding():
    generator = np.random.default_rng(7)
    samples = np.clip(generator.normal(0, 0.4, (40, 2)), -1, 0.999)
    for container in ("WAV", "WAVEX"):
        for subtype in ("PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE", "ALAW", "ULAW"):
            file = io.BytesIO()
            soundfile.write(file, samples, 22050, format=container, subtype=subtype)
            data = file.getvalue()
            expected, rate = soundfile.read(io.BytesIO(data), dtype="float32", always_2d=True)
            yield {"container": container, "subtype": subtype, "rate": rate, "file": base64.b64encode(data).decode(), "channels": [encode(channel) for channel in expected.T]}


LAYOUTS = [(n, None) for n in range(1, 9)] + [
    (2, 0xC), (3, 0x103), (3, 0x34), (4, 0x33), (4, 0x603), (4, 0x107), (6, 0x60F), (8, 0xFF), (8, 0x63F), (3, 0x2003),
]

RATES = [
    ("stereo44k.wav", 16000), ("stereo44k.wav", 44100), ("stereo44k.wav", 48000), ("float48k.wav", 16000), ("float48k.wav", 44100), ("low8k.wav", 16000),
    ("short16k.wav", 48000), ("tiny16k.wav", 48000), ("tiny16k.wav", 8000), ("mono16k.wav", 11025), ("deep24.wav", 22050), ("deep24.wav", 15999),
]


def main():
    resample = torchaudio_resample()
    content = {"decoding": list(decoding()), "mixing": [], "files": [], "arrays": []}
    for channels, mask in LAYOUTS:
        data = wav(channels, mask)
        content["mixing"].append({"channels": channels, "mask": mask or 0, "file": base64.b64encode(data).decode(), "mono": encode(through_ffmpeg(data, 16000))})
    for name, rate in RATES:
        content["files"].append({"file": name, "rate": rate, "samples": golden(through_ffmpeg((MEDIA / name).read_bytes(), rate))})
        samples, original = soundfile.read(MEDIA / name, dtype="float32", always_2d=True)
        # A filter of 16,000 phases meets torch's own rounding, not the method.
        if original != rate and rate != 15999:
            converted = resample(torch.from_numpy(samples[:, 0].copy()), original, rate).numpy()
            content["arrays"].append({"file": name, "rate": rate, "samples": golden(converted)})
    target = ROOT / "fixtures" / "audio" / "files.json.gz"
    target.write_bytes(gzip.compress(json.dumps(content).encode(), mtime=0))
    print(target.name, target.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
