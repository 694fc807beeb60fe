"""What Python's speech recognition makes of clips longer than a window and of other settings: fixtures/sound/speech-options.json.gz.

The models' weights exist only as ONNX graphs (fixtures/models), so the reference's models run with ONNX Runtime behind their forward pass,
every step on the whole sequence. `changes` are keys of the model's files that a case replaces; `null` leaves a key out.

    python tools/goldens/speech_options.py

With transformers 5 it makes speech-options-version5.json.gz: models that version 5 wrote follow that version.
"""
import copy
import gzip
import json
import shutil
import tempfile
from pathlib import Path

import onnxruntime
import torch
import transformers as tf
from transformers.modeling_outputs import BaseModelOutput, CausalLMOutput, Seq2SeqLMOutput

from tiny_models import FIXTURES, media, plain

TASK = "automatic-speech-recognition"
NO_SETTING = {"generation_config.json": {"return_timestamps": None}}
UNDERSCORE = {"tokenizer_config.json": {"replace_word_delimiter_char": "_"}}
LONG, SHORT, MIDDLE = "long16k.wav", "short16k.wav", "mono16k.wav"
CASES = [
    ("whisper-asr", {}, LONG, {"return_timestamps": True}),
    ("whisper-asr", {}, LONG, {"return_timestamps": True, "generate_kwargs": {"language": "zh", "num_beams": 1}}),
    ("whisper-asr", {}, LONG, {"return_timestamps": True, "generate_kwargs": {"num_beams": 2, "max_new_tokens": 10}}),
    ("whisper-asr", {}, MIDDLE, {}),
    ("whisper-asr", NO_SETTING, LONG, {}),
    ("whisper-asr", NO_SETTING, [SHORT, MIDDLE], {}),
    ("whisper-asr", NO_SETTING, MIDDLE, {"generate_kwargs": {"repetition_penalty": 1.8}}),
    ("whisper-asr", {"generation_config.json": {"max_initial_timestamp_index": 1, "begin_suppress_tokens": None, "return_timestamps": True}}, LONG, {}),
    ("whisper-asr", {}, SHORT, {"return_timestamps": None, "chunk_length_s": None, "stride_length_s": None, "return_language": None}),
    ("whisper-asr", NO_SETTING, SHORT, {"generate_kwargs": {"return_timestamps": True}}),
    ("whisper-asr", {}, SHORT, {"generate_kwargs": {"return_timestamps": True}}),
    ("wav2vec2-ctc", UNDERSCORE, SHORT, {}),
    ("wav2vec2-ctc", UNDERSCORE, SHORT, {"return_timestamps": "word"}),
    ("wav2vec2-ctc", UNDERSCORE, SHORT, {"return_timestamps": "char"}),
    ("wav2vec2-ctc", {}, SHORT, {"return_timestamps": None, "chunk_length_s": None, "stride_length_s": None}),
]
VERSION5 = {"config.json": {"transformers_version": "5.24.0"}}
CASES_VERSION5 = [
    ("whisper-asr", VERSION5, SHORT, {}),
    ("whisper-asr", VERSION5, SHORT, {"generate_kwargs": {"max_length": 9}}),
    ("whisper-asr", VERSION5, SHORT, {"max_new_tokens": 4}),
    ("whisper-asr", VERSION5, SHORT, {"return_language": True}),
    ("whisper-asr", VERSION5, MIDDLE, {"chunk_length_s": 1.2, "return_language": True, "generate_kwargs": {"language": "french"}}),
    ("whisper-asr", VERSION5, MIDDLE, {"chunk_length_s": 1.2, "return_language": True, "return_timestamps": True}),
    ("whisper-asr", {**VERSION5, "generation_config.json": {"num_beams": 3, "max_length": 20}}, SHORT, {}),
    ("whisper-asr", {**VERSION5, "generation_config.json": {"num_beams": 1}}, SHORT, {}),
    ("whisper-asr", {**VERSION5, **NO_SETTING}, MIDDLE, {}),
    ("whisper-asr", VERSION5, SHORT, {"generate_kwargs": {"return_timestamps": True}}),
]
IS_VERSION5 = int(tf.__version__.split(".")[0]) >= 5


def run(graph, values):
    known = {node.name for node in graph.get_inputs()}
    return torch.from_numpy(graph.run([graph.get_outputs()[0].name], {name: tensor.numpy() for name, tensor in values.items() if name in known})[0])


def whisper(model, session):
    encoder, decoder = session("encoder_model"), session("decoder_model")

    def listen(input_features, **_):
        return BaseModelOutput(last_hidden_state=run(encoder, {"input_features": input_features}))

    def write(input_features=None, decoder_input_ids=None, encoder_outputs=None, **_):
        hidden = (encoder_outputs or listen(input_features))[0]
        return Seq2SeqLMOutput(logits=run(decoder, {"input_ids": decoder_input_ids, "encoder_hidden_states": hidden}))

    model.get_encoder().forward = listen
    model.forward = write
    model.generation_config.use_cache = False


def spelling(model, session):
    graph = session("model")
    model.forward = lambda input_values, attention_mask=None, **_: CausalLMOutput(logits=run(graph, {"input_values": input_values, "attention_mask": attention_mask}))


def changed(folder, scratch, changes):
    target = Path(tempfile.mkdtemp(dir=scratch)) / folder.name
    shutil.copytree(folder, target)
    for name, keys in changes.items():
        content = {**json.loads((target / name).read_text()), **keys}
        (target / name).write_text(json.dumps({key: value for key, value in content.items() if value is not None}))
    return target


def answer(name, changes, given, options, scratch):
    folder = changed(FIXTURES / "models" / name, scratch, changes)
    config = tf.AutoConfig.from_pretrained(folder)
    model = getattr(tf, config.architectures[0])(config).eval()
    if name.startswith("whisper"):
        model.generation_config = tf.GenerationConfig.from_pretrained(folder)
    (whisper if name.startswith("whisper") else spelling)(model, lambda part: onnxruntime.InferenceSession(folder / f"{part}.onnx"))
    pipe = tf.pipeline(TASK, model=model, device="cpu", tokenizer=tf.AutoTokenizer.from_pretrained(folder),
                       feature_extractor=tf.AutoFeatureExtractor.from_pretrained(folder))
    try:
        return {"output": plain(pipe(media(given), **copy.deepcopy(options)))}
    except ValueError as error:
        return {"error": str(error)}


with tempfile.TemporaryDirectory() as scratch:
    cases = [{"model": name, "changes": changes, "input": given, "options": options, **answer(name, changes, given, options, scratch)}
             for name, changes, given, options in (CASES_VERSION5 if IS_VERSION5 else CASES)]
golden = {"task": TASK, "library": f"transformers {tf.__version__}", "cases": cases}
(FIXTURES / f"sound/speech-options{'-version5' if IS_VERSION5 else ''}.json.gz").write_bytes(gzip.compress(json.dumps(golden).encode(), 9, mtime=0))
