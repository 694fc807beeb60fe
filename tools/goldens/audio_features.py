"""Goldens of feature extractors and spectrograms: what Python's transformers computes for the clips in fixtures/media.

    python tools/goldens/audio_features.py

writes fixtures/audio/features-v4.json.gz with transformers 4 and features-v5.json.gz (classes that only version 5 has) with transformers 5.
"""

import base64
import gzip
import json
import pathlib

import numpy as np
import soundfile
import torch
import transformers
from transformers import audio_utils

ROOT = pathlib.Path(__file__).resolve().parents[2]
MEDIA = ROOT / "fixtures" / "media"
MAX_VALUES = 300


def clip(name, start=0, stop=None):
    samples, _ = soundfile.read(MEDIA / name, dtype="float32")
    return samples[start:stop]


def encode(array):
    dtype = {"bool": "uint8", "int32": "int64"}.get(str(array.dtype), str(array.dtype))
    if dtype == "float64":
        dtype = "float32"
    little = np.ascontiguousarray(array).astype(np.dtype(dtype).newbyteorder("<"))
    return {"dtype": dtype, "shape": list(array.shape), "data": base64.b64encode(little.tobytes()).decode()}


def golden(array):
    array = np.asarray(array)
    if array.size <= MAX_VALUES:
        return encode(array)
    stride = -(-array.size // MAX_VALUES) | 1
    full = encode(array.reshape(-1)[::stride])
    return {"dtype": full["dtype"], "shape": list(array.shape), "stride": stride, "values": full}


class FixedRandom:
    """Stands in for numpy's generator: every draw takes the same place in its range."""

    def __init__(self, place):
        self.place = place

    def randint(self, low, high):
        return low + int(self.place * (high - low))

    def choice(self, values):
        return values[int(self.place * len(values))]


def run(class_name, config, clips, options, place):
    extractor = getattr(transformers, class_name)(**config)
    call = dict(options)
    target = call.pop("audio_target", None)
    audio = [clip(*c) for c in clips]
    if target is not None:
        call["audio_target"] = [clip(*c) for c in target]
    saved = np.random.randint, np.random.choice
    fixed = FixedRandom(place)
    np.random.randint, np.random.choice = fixed.randint, fixed.choice
    try:
        if audio:
            output = extractor(audio, sampling_rate=extractor.sampling_rate, return_tensors="pt" if class_name in TORCH_ONLY else "np", **call)
        else:
            output = extractor(sampling_rate=extractor.sampling_rate, return_tensors="np", **call)
    finally:
        np.random.randint, np.random.choice = saved
    tensors = {name: golden(value.numpy() if isinstance(value, torch.Tensor) else value) for name, value in output.items() if name != "audio_lengths"}
    saved_config = json.loads(extractor.to_json_string())
    return {"config": saved_config, "clips": clips, "options": options, "random": place, "outputs": tensors}


TORCH_ONLY = {"ParakeetFeatureExtractor", "LasrFeatureExtractor", "OmniASRFeatureExtractor"}

A = ["mono16k.wav", 0, 9000]
B = ["short16k.wav", 1000, 6400]
C = ["deep24.wav", 0, 12345]
TINY = ["tiny16k.wav", 0, 160]
HIFI = ["float48k.wav", 0, 30000]
HIFI_SHORT = ["float48k.wav", 5000, 12000]

V4 = [
    ("WhisperFeatureExtractor", {"chunk_length": 1}, [A, B], {"do_normalize": True}, 0),
    ("WhisperFeatureExtractor", {"chunk_length": 1}, [A, B], {"do_normalize": True, "return_attention_mask": True}, 0),
    ("WhisperFeatureExtractor", {}, [A, C], {"padding": "longest", "return_attention_mask": True}, 0),
    ("WhisperFeatureExtractor", {}, [C], {"padding": "longest", "truncation": False, "return_attention_mask": True}, 0),
    ("WhisperFeatureExtractor", {}, [C], {"padding": False, "truncation": False}, 0),
    ("WhisperFeatureExtractor", {}, [C], {"padding": "longest", "pad_to_multiple_of": 4096}, 0),
    ("WhisperFeatureExtractor", {}, [C, A], {"max_length": 10000}, 0),
    ("WhisperFeatureExtractor", {}, [C, A], {"max_length": 10000, "pad_to_multiple_of": 3000, "return_attention_mask": True}, 0),
    ("WhisperFeatureExtractor", {"padding_side": "left", "padding_value": 0.25, "chunk_length": 1}, [A], {"return_attention_mask": True}, 0),
    ("WhisperFeatureExtractor", {"n_fft": 512, "hop_length": 128, "feature_size": 128, "chunk_length": 1}, [A], {}, 0),
    ("WhisperFeatureExtractor", {"n_fft": 401, "hop_length": 150, "chunk_length": 1}, [A], {}, 0),
    ("WhisperFeatureExtractor", {"n_fft": 446, "hop_length": 111, "feature_size": 20, "chunk_length": 1}, [A], {}, 0),
    ("WhisperFeatureExtractor", {"n_fft": 360, "sampling_rate": 22050, "feature_size": 40, "chunk_length": 1}, [A], {}, 0),
    ("Wav2Vec2FeatureExtractor", {"return_attention_mask": True}, [A, B], {"padding": "longest", "pad_to_multiple_of": 1000}, 0),
    ("Wav2Vec2FeatureExtractor", {"return_attention_mask": False}, [A, B], {"padding": True}, 0),
    ("Wav2Vec2FeatureExtractor", {"return_attention_mask": True, "padding_side": "left", "padding_value": -1.0}, [A, B], {"padding": True}, 0),
    ("Wav2Vec2FeatureExtractor", {"return_attention_mask": True}, [A], {"padding": "max_length", "max_length": 20000}, 0),
    ("Wav2Vec2FeatureExtractor", {}, [A, C], {"truncation": True, "max_length": 5000}, 0),
    ("Wav2Vec2FeatureExtractor", {"do_normalize": False}, [A, C], {"padding": True, "return_attention_mask": True}, 0),
    ("ASTFeatureExtractor", {"max_length": 100}, [A, C], {}, 0),
    ("ASTFeatureExtractor", {"max_length": 30, "num_mel_bins": 40, "do_normalize": False}, [A], {}, 0),
    ("ASTFeatureExtractor", {"max_length": 60, "mean": -1.5, "std": 2.25, "sampling_rate": 8000}, [A], {}, 0),
    ("ClapFeatureExtractor", {"max_length_s": 1}, [HIFI_SHORT], {}, 0),
    ("ClapFeatureExtractor", {"max_length_s": 1, "truncation": "rand_trunc"}, [HIFI_SHORT], {"padding": "repeat"}, 0),
    ("ClapFeatureExtractor", {"max_length_s": 1}, [HIFI, HIFI_SHORT], {"padding": "pad"}, 0.6),
    ("ClapFeatureExtractor", {"max_length_s": 1, "truncation": "rand_trunc"}, [HIFI, HIFI_SHORT], {"max_length": 20000}, 0.3),
    ("ClapFeatureExtractor", {"max_length_s": 1}, [HIFI, HIFI_SHORT], {"max_length": 20000}, 0.7),
    ("ClapFeatureExtractor", {"max_length_s": 1, "feature_size": 40, "hop_length": 512, "frequency_min": 50, "frequency_max": 12000}, [HIFI_SHORT], {}, 0),
    ("ClapFeatureExtractor", {"max_length_s": 1}, [["float48k.wav", 0, 20001]], {"max_length": 20000}, 0),
    ("ClapFeatureExtractor", {"max_length_s": 1}, [["float48k.wav", 0, 20400]], {"max_length": 19680}, 0),
    ("SpeechT5FeatureExtractor", {"do_normalize": True}, [A, B], {"padding": True, "return_attention_mask": False}, 0),
    ("SpeechT5FeatureExtractor", {}, [], {"audio_target": [A, B], "padding": True}, 0),
    ("SpeechT5FeatureExtractor", {"num_mel_bins": 40, "win_length": 50, "hop_length": 12, "win_function": "hamming_window"}, [A], {"audio_target": [C]}, 0),
    ("SpeechT5FeatureExtractor", {"padding_side": "left"}, [], {"audio_target": [A, B, TINY], "padding": "max_length", "max_length": 30, "truncation": True}, 0),
    ("SeamlessM4TFeatureExtractor", {}, [A, B], {}, 0),
    ("SeamlessM4TFeatureExtractor", {"num_mel_bins": 20, "stride": 3}, [A], {"do_normalize_per_mel_bins": False, "return_attention_mask": False}, 0),
    ("SeamlessM4TFeatureExtractor", {"stride": 1, "num_mel_bins": 40}, [A], {"pad_to_multiple_of": 8}, 0),
    ("SeamlessM4TFeatureExtractor", {"padding_value": 1.0}, [A, C], {"padding": "max_length", "max_length": 60, "truncation": True}, 0),
    ("SeamlessM4TFeatureExtractor", {"padding_side": "left"}, [A, C], {}, 0),
    ("Speech2TextFeatureExtractor", {}, [A], {}, 0),
    ("Speech2TextFeatureExtractor", {}, [A, C], {"padding": True}, 0),
    ("Speech2TextFeatureExtractor", {"normalize_vars": False, "padding_value": 0.5}, [A, C], {"padding": "max_length", "max_length": 70, "truncation": True}, 0),
    ("Speech2TextFeatureExtractor", {"do_ceptral_normalize": False, "num_mel_bins": 40, "feature_size": 40}, [A, C], {"padding": True, "pad_to_multiple_of": 16}, 0),
    ("Speech2TextFeatureExtractor", {"normalize_means": False}, [A], {"return_attention_mask": False}, 0),
    ("UnivNetFeatureExtractor", {}, [A, C], {"return_noise": False}, 0),
    ("UnivNetFeatureExtractor", {"num_mel_bins": 40, "fmin": 20.0, "fmax": 8000.0, "center": True}, [A], {"return_noise": False, "do_normalize": True, "pad_end": True}, 0),
    ("UnivNetFeatureExtractor", {"filter_length": None, "win_length": 512, "hop_length": 128, "compression_factor": 2.0}, [A], {"return_noise": False, "padding": "max_length", "max_length": 12000}, 0),
    ("EncodecFeatureExtractor", {}, [A, C], {}, 0),
    ("EncodecFeatureExtractor", {"chunk_length_s": 0.1, "overlap": 0.05}, [A, C], {}, 0),
    ("EncodecFeatureExtractor", {"chunk_length_s": 0.1, "overlap": 0.05}, [A, C], {"truncation": True}, 0),
    ("EncodecFeatureExtractor", {"chunk_length_s": 0.1, "overlap": 0.05}, [A], {"padding": False}, 0),
    ("EncodecFeatureExtractor", {}, [A, C], {"padding": "max_length", "max_length": 15000}, 0),
    ("DacFeatureExtractor", {}, [A, C], {}, 0),
    ("DacFeatureExtractor", {"sampling_rate": 44100, "hop_length": 320}, [A], {}, 0),
    ("DiaFeatureExtractor", {"sampling_rate": 44100, "hop_length": 512}, [A, C], {}, 0),
    ("ClvpFeatureExtractor", {"default_audio_length": 1}, [A, C], {}, 0),
    ("ClvpFeatureExtractor", {"feature_size": 20, "mel_norms": [0.5 + i / 10 for i in range(20)]}, [A, C], {"padding": "longest", "return_attention_mask": False}, 0),
    ("ParakeetFeatureExtractor", {}, [A, C], {}, 0),
    ("ParakeetFeatureExtractor", {"feature_size": 128, "preemphasis": None}, [A], {"padding": "max_length", "max_length": 16000}, 0),
    ("ParakeetFeatureExtractor", {"n_fft": 400, "win_length": 400}, [A, C], {"padding": "max_length", "max_length": 10000, "truncation": True}, 0),
    ("MCTCTFeatureExtractor", {}, [A], {}, 0),
    ("MCTCTFeatureExtractor", {"feature_size": 40, "padding_value": 0.5, "normalize_vars": False, "win_function": "hann_window"}, [A, C], {"padding": True}, 0),
    ("KyutaiSpeechToTextFeatureExtractor", {"audio_silence_prefix_seconds": 0.1, "audio_delay_seconds": 0.05}, [A, C], {}, 0),
    ("KyutaiSpeechToTextFeatureExtractor", {"chunk_length_s": 0.1, "overlap": 0.0}, [A], {}, 0),
    ("Gemma3nAudioFeatureExtractor", {}, [A, C], {}, 0),
    ("Gemma3nAudioFeatureExtractor", {"feature_size": 40, "preemphasis_htk_flavor": False, "fft_overdrive": False, "input_scale_factor": 2.0,
        "per_bin_mean": [i / 20 for i in range(40)], "per_bin_stddev": [1 + i / 40 for i in range(40)]}, [A], {"pad_to_multiple_of": None}, 0),
    ("Gemma3nAudioFeatureExtractor", {"preemphasis": 0.0}, [A, C], {"max_length": 10000, "padding": "max_length"}, 0),
]

V5 = [
    ("ParakeetFeatureExtractor", {}, [A, C], {}, 0),
    ("ClapFeatureExtractor", {"max_length_s": 1}, [HIFI_SHORT], {"padding": True}, 0),
    ("LasrFeatureExtractor", {}, [A, C], {"return_attention_mask": True}, 0),
    ("LasrFeatureExtractor", {"feature_size": 80}, [A], {}, 0),
    ("OmniASRFeatureExtractor", {}, [A, C], {}, 0),
    ("OmniASRFeatureExtractor", {"do_normalize": False}, [A, C], {"return_attention_mask": False}, 0),
]

SPECTROGRAMS = [
    # window name, window length, periodic, frame length, hop, options
    ("hann", 400, True, 400, 160, {}),
    ("hann", 400, True, 400, 160, {"power": 2.0}),
    ("hann", 400, True, 400, 160, {"power": 3.0, "center": False}),
    ("hamming", 400, False, 512, 128, {"power": 2.0, "pad_mode": "constant"}),
    ("povey", 400, False, 400, 160, {"fft_length": 512, "preemphasis": 0.97, "remove_dc_offset": True, "center": False}),
    ("boxcar", 300, True, 300, 100, {"pad_mode": "edge"}),
    ("hann", 441, True, 441, 200, {"onesided": False}),
    ("hann", 466, True, 466, 200, {"power": 2.0}),
    ("hann", 512, True, 512, 160, {"power": 2.0, "log_mel": "dB", "db_range": 60.0}),
    ("hann", 512, True, 512, 160, {"power": 1.0, "log_mel": "dB", "reference": 2.0, "min_value": 1e-5}),
    ("hann", 512, True, 512, 160, {"power": 2.0, "log_mel": "log", "mel": {"num_mel_filters": 40, "mel_scale": "htk"}}),
    ("hann", 512, True, 512, 160, {"power": 2.0, "log_mel": "log10", "mel_floor": 1e-3, "mel": {"num_mel_filters": 80, "mel_scale": "slaney", "norm": "slaney"}}),
    ("hann", 512, True, 512, 160, {"power": 2.0, "log_mel": "log", "mel": {"num_mel_filters": 40, "mel_scale": "kaldi", "triangularize_in_mel_space": True, "min_frequency": 20.0}}),
    ("hann", 512, True, 512, 160, {"power": 1.0, "mel": {"num_mel_filters": 30, "mel_scale": "htk", "norm": "slaney", "min_frequency": 100.0, "max_frequency": 7000.0}}),
]


def spectrogram_case(name, length, periodic, frame, hop, options):
    call = dict(options)
    mel = call.pop("mel", None)
    if mel is not None:
        arguments = {"min_frequency": 0.0, "max_frequency": 8000.0, "sampling_rate": 16000, **mel}
        bins = (call.get("fft_length") or frame) // 2 + 1
        call["mel_filters"] = audio_utils.mel_filter_bank(num_frequency_bins=bins, **arguments)
    window = audio_utils.window_function(length, name, periodic=periodic, frame_length=frame)
    result = audio_utils.spectrogram(clip(*A), window, frame, hop, **call)
    return {"window": {"name": name, "length": length, "periodic": periodic}, "frame": frame, "hop": hop, "options": options, "clip": A, "output": golden(result)}


def main():
    version = transformers.__version__
    five = version.startswith("5")
    cases = [{"class": row[0], **run(*row)} for row in (V5 if five else V4)]
    content = {"library": f"transformers {version}", "cases": cases}
    if not five:
        content["spectrograms"] = [spectrogram_case(*row) for row in SPECTROGRAMS]
    target = ROOT / "fixtures" / "audio" / f"features-v{5 if five else 4}.json.gz"
    target.write_bytes(gzip.compress(json.dumps(content).encode(), mtime=0))
    print(target.name, len(cases), "cases", target.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
