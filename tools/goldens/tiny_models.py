"""Tiny models of many families, for vision_models.py and sound_models.py: random weights with a fixed seed, exports, pipeline results.

Each folder holds a model's files as `save_pretrained` leaves them, the graphs as `*.onnx.gz`, and `golden.json.gz`: cases with `input`,
`options` and `output` of Python's pipeline. Needs transformers 4.57.6, torch, onnx, soundfile.
"""
import base64
import contextlib
import gzip
import inspect
import io
import json
import os
import sys
from pathlib import Path

import numpy as np
import soundfile
import torch
import transformers as tf
from PIL import Image

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
tf.logging.set_verbosity_error()
torch.set_num_threads(1)


def randomize(model, seed=0, gain=1.0):
    torch.manual_seed(seed)
    with torch.no_grad():
        for name, weights in model.named_parameters():
            if weights.ndim >= 2:
                weights.normal_(0, gain / max(1, weights[0].numel()) ** 0.5)
            elif "norm" in name.lower() or name.endswith("weight"):
                weights.uniform_(0.8, 1.2)
            elif name.endswith("bias"):
                weights.normal_(0, 0.1)
        for name, values in model.named_buffers():
            if name.endswith("running_mean"):
                values.normal_(0, 0.1)
            if name.endswith("running_var"):
                values.uniform_(0.8, 1.2)
    return model.eval()


def plain(value):
    if isinstance(value, Image.Image):
        return {"image": plain(np.asarray(value))}
    if isinstance(value, torch.Tensor):
        value = value.detach().numpy()
    if isinstance(value, np.ndarray):
        return {"dtype": str(value.dtype), "shape": list(value.shape), "data": base64.b64encode(np.ascontiguousarray(value).tobytes()).decode()}
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return value.item() if isinstance(value, np.generic) else value


def media(value):
    """Names of media as paths, clips as samples: reading files in Python's pipeline takes ffmpeg."""
    if isinstance(value, dict):
        return {key: media(entry) if key == "image" else entry for key, entry in value.items()}
    if isinstance(value, list):
        return [media(entry) for entry in value]
    if value.endswith(".wav"):
        samples, rate = soundfile.read(FIXTURES / "media" / value, dtype="float32")
        assert rate == 16000
        return samples
    return str(FIXTURES / "media" / value)


def first_inputs(model, run):
    """The tensors of the first forward pass while `run` runs, and its result."""
    found = {}
    names = list(inspect.signature(model.forward).parameters)

    def remember(_, args, kwargs):
        if not found:
            found.update({k: v.clone() for k, v in [*zip(names, args), *kwargs.items()] if isinstance(v, torch.Tensor)})

    handle = model.register_forward_pre_hook(remember, with_kwargs=True)
    try:
        return found, run()
    finally:
        handle.remove()


class Graph(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *tensors):
        return self.function(*tensors)


def export(folder, name, module, inputs, outputs, dynamic):
    axes = {key: {0: "batch", **dynamic.get(key, {})} for key in [*inputs, *outputs]}
    buffer = io.BytesIO()
    with torch.no_grad(), contextlib.redirect_stdout(io.StringIO()):
        torch.onnx.export(module.eval(), tuple(inputs.values()), buffer, input_names=list(inputs), output_names=outputs, dynamic_axes=axes,
                          opset_version=17, dynamo=False)
    (folder / f"{name}.onnx.gz").write_bytes(gzip.compress(buffer.getvalue(), 9, mtime=0))


class Whole(Graph):
    """One graph over a model, its outputs by name."""

    def __init__(self, model, inputs, outputs):
        super().__init__(lambda *tensors: tuple(model(**dict(zip(inputs, tensors)), return_dict=True)[key] for key in outputs))
        self.model = model


def save(folder, model, parts, cases, task):
    folder.mkdir(parents=True, exist_ok=True)
    for part in parts.values():
        part.save_pretrained(folder)
    model.config.architectures = [type(model).__name__]
    model.config.save_pretrained(folder)
    if model.can_generate():
        model.generation_config.save_pretrained(folder)
    for unused in ["special_tokens_map.json", "vocab.txt"]:
        (folder / unused).unlink(missing_ok=True)
    golden = {"architecture": type(model).__name__, "task": task, "library": "transformers 4.57.6", "cases": cases}
    (folder / "golden.json.gz").write_bytes(gzip.compress(json.dumps(golden).encode(), 9, mtime=0))


def make(folder, task, model, parts, outputs, cases, dynamic=None, rename=None, **weights):
    randomize(model, **weights)
    pipe = tf.pipeline(task, model=model, device="cpu", **parts)
    results, inputs = [], None
    for given, options in cases:
        call = media(given)
        run = (lambda: pipe(call.pop("image"), **call, **options)) if task.startswith("zero-shot") else (lambda: pipe(call, **options))
        found, output = first_inputs(model, run)
        inputs = inputs or {(rename or {}).get(key, key): value for key, value in found.items()}
        results.append({"input": given, "options": options, "output": plain(output)})
    save(folder, model, parts, results, task)
    model.exporting = True
    export(folder, "model", Whole(model, list(inputs), outputs), inputs, outputs, dynamic or {})


LABELS = {i: f"class {chr(65 + i)}" for i in range(6)}
NAMED = {"id2label": LABELS, "label2id": {name: i for i, name in LABELS.items()}}
TOKENS = {1: "tokens"}


def tokenizer(name):
    return tf.AutoTokenizer.from_pretrained(FIXTURES / "models" / name)


def run(kind, makers):
    """Makes the folders of `kind` below fixtures/ (or below $OUT), all or those that the command line names."""
    for name, maker in makers.items():
        if len(sys.argv) < 2 or name in sys.argv[1:]:
            folder = Path(os.environ.get("OUT", FIXTURES)) / kind
            folder.mkdir(parents=True, exist_ok=True)
            maker(folder / name)
            print(name)
