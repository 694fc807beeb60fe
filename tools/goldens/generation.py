"""Goldens of generation settings: what transformers 4 writes with the ONNX models of fixtures/models.

    python tools/goldens/generation.py

writes fixtures/generation/goldens.json.gz. The models' weights exist only as ONNX graphs, so the reference's GenerationMixin and its pipelines
run over a module whose forward pass is an ONNX Runtime session. Every step runs on the whole sequence, without a cache.
"""

import gzip
import json
import pathlib
import warnings

import numpy as np
import onnxruntime
import torch
import transformers
from transformers import (
    AutoConfig,
    AutoTokenizer,
    GenerationConfig,
    GenerationMixin,
    PreTrainedModel,
    SummarizationPipeline,
    Text2TextGenerationPipeline,
    TextGenerationPipeline,
    TranslationPipeline,
)
from transformers.modeling_outputs import BaseModelOutput, CausalLMOutput, Seq2SeqLMOutput

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = ROOT / "fixtures" / "models"
OUTPUT = ROOT / "fixtures" / "generation" / "goldens.json.gz"

transformers.logging.set_verbosity(60)
warnings.filterwarnings("ignore")
onnxruntime.set_default_logger_severity(4)


def session(folder, name):
    return onnxruntime.InferenceSession(str(folder / name), providers=["CPUExecutionProvider"])


def run(graph, values):
    """The graph's first output; caches are empty, other missing inputs are an error."""
    feeds = {}
    rows = next(iter(values.values())).shape[0]
    for node in graph.get_inputs():
        if node.name in values:
            feeds[node.name] = values[node.name].numpy()
        elif node.name.startswith("past_key_values"):
            shape = [size if isinstance(size, int) else 0 for size in node.shape]
            shape[0] = rows
            feeds[node.name] = np.zeros(shape, dtype=np.float32)
        elif node.name == "use_cache_branch":
            feeds[node.name] = np.array([False])
        else:
            raise KeyError(node.name)
    return torch.from_numpy(graph.run([graph.get_outputs()[0].name], feeds)[0])


class OnnxModel(PreTrainedModel, GenerationMixin):
    config_class = transformers.PretrainedConfig
    main_input_name = "input_ids"
    _supports_cache_class = True

    def __init__(self, folder, config):
        super().__init__(config)
        self.anchor = torch.nn.Parameter(torch.zeros(1))
        try:
            self.generation_config = GenerationConfig.from_pretrained(folder)
        except OSError:
            self.generation_config = GenerationConfig.from_model_config(config)
        self.generation_config.use_cache = False


class OnnxDecoder(OnnxModel):
    def __init__(self, folder, config):
        super().__init__(folder, config)
        self.graph = session(folder, "model.onnx")

    def prepare_inputs_for_generation(self, input_ids, attention_mask=None, **kwargs):
        return {"input_ids": input_ids, "attention_mask": attention_mask}

    def forward(self, input_ids, attention_mask=None, return_dict=True, **kwargs):
        mask = attention_mask if attention_mask is not None else torch.ones_like(input_ids)
        positions = (mask.cumsum(-1) - 1).clamp(min=0)
        return CausalLMOutput(logits=run(self.graph, {"input_ids": input_ids, "attention_mask": mask, "position_ids": positions}))


class OnnxEncoder(torch.nn.Module):
    main_input_name = "input_ids"

    def __init__(self, folder):
        super().__init__()
        self.graph = session(folder, "encoder_model.onnx")

    def forward(self, input_ids, attention_mask=None, return_dict=True, **kwargs):
        return BaseModelOutput(last_hidden_state=run(self.graph, {"input_ids": input_ids, "attention_mask": attention_mask}))


class OnnxSeq2Seq(OnnxModel):
    def __init__(self, folder, config):
        super().__init__(folder, config)
        self.encoder = OnnxEncoder(folder)
        name = "decoder_model.onnx"
        self.graph = session(folder, name if (folder / name).exists() else "decoder_model_merged.onnx")

    def get_encoder(self, modality=None):
        return self.encoder

    def prepare_inputs_for_generation(self, input_ids, encoder_outputs=None, attention_mask=None, **kwargs):
        return {"decoder_input_ids": input_ids, "encoder_outputs": encoder_outputs, "attention_mask": attention_mask}

    def forward(self, input_ids=None, attention_mask=None, decoder_input_ids=None, encoder_outputs=None, return_dict=True, **kwargs):
        logits = run(
            self.graph,
            {
                "input_ids": decoder_input_ids,
                "encoder_hidden_states": encoder_outputs.last_hidden_state,
                "encoder_attention_mask": attention_mask,
            },
        )
        return Seq2SeqLMOutput(logits=logits)


CONTINUE = ["Once upon a time", "The stock market fell by 3% and then it rose", "The house is the house is the house"]
GREEDY = {"do_sample": False}
DECODER_OPTIONS = [
    {"max_new_tokens": 20, "repetition_penalty": 1.3, "no_repeat_ngram_size": 3},
    {"max_new_tokens": 12, "encoder_repetition_penalty": 1.5},
    {"max_new_tokens": 12, "encoder_repetition_penalty": 0.7, "renormalize_logits": True},
    {"max_new_tokens": 12, "encoder_no_repeat_ngram_size": 2},
    {"max_new_tokens": 12, "num_beams": 3, "encoder_no_repeat_ngram_size": 1, "length_penalty": 2.0},
    {"max_new_tokens": 12, "sequence_bias": [[[10], 5.0], [[20, 30], 100.0], [[30], -8.0]]},
    {"max_new_tokens": 12, "bad_words_ids": [[10], [11, 12], [216], [0]]},
    {"max_new_tokens": 12, "num_beams": 4, "bad_words_ids": [[10], [216], [991], [928]], "early_stopping": "never", "length_penalty": 1.5},
    {"max_new_tokens": 12, "num_beams": 3, "num_return_sequences": 3, "length_penalty": -1.0},
    {"max_new_tokens": 12, "num_beams": 2, "repetition_penalty": 1.5, "min_new_tokens": 5},
    {"max_new_tokens": 12, "num_beams": 5, "num_return_sequences": 5, "early_stopping": True, "renormalize_logits": True},
    {"max_new_tokens": 12, "num_beams": 5, "num_return_sequences": 2, "early_stopping": True, "eos_token_id": [216, 571, 991, 10]},
    {"max_new_tokens": 12, "num_beams": 3, "eos_token_id": [216, 928, 571, 704, 991, 367, 12, 40, 60, 80, 300, 301, 302]},
    {"max_new_tokens": 12, "num_beams": 3, "early_stopping": "never", "length_penalty": 0.0, "eos_token_id": [216, 928, 571, 704, 991, 367, 12, 40]},
    {"max_new_tokens": 10, "exponential_decay_length_penalty": [2, 1.6], "eos_token_id": 216},
    {"max_new_tokens": 10, "num_beams": 2, "exponential_decay_length_penalty": [1, 1.9], "eos_token_id": [216, 300]},
    {"max_new_tokens": 10, "suppress_tokens": list(range(100, 400)), "begin_suppress_tokens": list(range(400, 900))},
    {"max_new_tokens": 10, "forced_eos_token_id": 15},
    {"max_new_tokens": 10, "forced_eos_token_id": [15, 16], "num_beams": 2},
    {"max_new_tokens": 10, "forced_bos_token_id": 15},
    {"max_new_tokens": 10, "remove_invalid_values": True, "suppress_tokens": [5, 6]},
    {"max_length": 30},
    {"max_length": 30, "max_new_tokens": 5},
    {"min_length": 30, "max_new_tokens": 25, "eos_token_id": [216, 928, 571, 704, 991, 367, 12, 40, 60, 80, 300, 301, 302]},
    {"max_new_tokens": 8, "prefix": "Well, "},
    {"max_new_tokens": 8, "min_length": 14, "prefix": "Well, hello and welcome: ", "eos_token_id": list(range(100, 500))},
    {"max_new_tokens": 8, "stop_sequence": "e"},
    {"max_new_tokens": 8, "return_tensors": True},
    {"max_new_tokens": 8, "return_text": True, "clean_up_tokenization_spaces": False},
    {"max_new_tokens": 8, "add_special_tokens": False, "return_full_text": False},
    {"max_new_tokens": 8, "skip_special_tokens": False, "return_full_text": False},
    {"max_new_tokens": 8, "tokenizer_encode_kwargs": {"max_length": 3, "truncation": True}},
    {"max_new_tokens": 8, "do_sample": True, "top_k": 1, "temperature": 0.3, "repetition_penalty": 1.4},
    {"max_new_tokens": 8, "do_sample": True, "top_p": 1e-6},
    {"max_new_tokens": 8, "do_sample": True, "min_p": 1.0},
    {"max_new_tokens": 8, "do_sample": True, "top_k": 0, "typical_p": 1e-6},
    {"max_new_tokens": 8, "do_sample": True, "epsilon_cutoff": 0.999},
    {"max_new_tokens": 8, "do_sample": True, "top_k": 1, "num_return_sequences": 2},
    {"max_new_tokens": 10, "num_beams": 3, "encoder_repetition_penalty": 1.9},
]
SOURCE = ["The house is wonderful and the weather is sunny today.", "Hello", "I love my café, and it's \U0001f600 so-so."]
SEQ2SEQ_OPTIONS = [
    {"max_new_tokens": 12},
    {"max_length": 12},
    {"max_new_tokens": 12, "num_beams": 1, "encoder_no_repeat_ngram_size": 2, "encoder_repetition_penalty": 1.6},
    {"max_new_tokens": 12, "num_beams": 2, "min_length": 8, "no_repeat_ngram_size": 2},
    {"max_new_tokens": 12, "num_beams": 4, "num_return_sequences": 4, "length_penalty": 0.2, "early_stopping": "never"},
    {"max_new_tokens": 12, "num_beams": 3, "forced_bos_token_id": 20, "forced_eos_token_id": 1},
    {"max_new_tokens": 12, "num_beams": 1, "forced_bos_token_id": 20, "begin_suppress_tokens": [4, 5, 6, 7, 8, 9, 10]},
    {"max_new_tokens": 12, "decoder_start_token_id": 7, "num_beams": 1},
    {"max_new_tokens": 12, "num_beams": 3, "suppress_tokens": list(range(50, 200)), "repetition_penalty": 1.2},
    {"max_new_tokens": 12, "num_beams": 3, "eos_token_id": list(range(40, 120)), "length_penalty": -0.5},
    {"max_new_tokens": 12, "num_beams": 2, "bad_words_ids": [[30], [40, 41]], "sequence_bias": [[[50], 3.5], [[60, 61], 2.0]]},
    {"max_new_tokens": 12, "num_beams": 1, "do_sample": True, "top_k": 1},
    {"max_new_tokens": 12, "num_beams": 1, "return_tensors": True},
    {"max_new_tokens": 12, "num_beams": 1, "clean_up_tokenization_spaces": True},
    {"max_new_tokens": 12, "num_beams": 1, "stop_sequence": "o"},
    {"max_new_tokens": 6, "truncation": "only_first"},
    {"max_new_tokens": 10, "num_beams": 4, "num_return_sequences": 4, "encoder_repetition_penalty": 1.7, "encoder_no_repeat_ngram_size": 2},
]
CHATS = [
    [{"role": "user", "content": "Hi there"}, {"role": "assistant", "content": "Well, the capital"}],
    [{"role": "user", "content": "Hi there"}],
]
CHAT_OPTIONS = [
    {"max_new_tokens": 8},
    {"max_new_tokens": 8, "continue_final_message": False},
    {"max_new_tokens": 8, "num_beams": 2, "num_return_sequences": 2},
    {"max_new_tokens": 8, "return_tensors": True},
]


def plain(value):
    if isinstance(value, torch.Tensor):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    return value


def case(pipe, given, options):
    settings = {**GREEDY, **options} if isinstance(pipe, TextGenerationPipeline) else options
    entry = {"input": given, "options": settings}
    torch.manual_seed(0)
    try:
        entry["output"] = plain(pipe(json.loads(json.dumps(given)), **json.loads(json.dumps(settings))))
    except Exception as error:  # the kind of refusal is part of the golden
        entry["error"] = f"{type(error).__name__}: {str(error)[:120]}"
    return entry


def cases(name, pipeline_class, model_class, inputs, options, task):
    folder = MODELS / name
    pipe = pipeline_class(
        model=model_class(folder, AutoConfig.from_pretrained(folder)),
        tokenizer=AutoTokenizer.from_pretrained(folder),
        framework="pt",
        device="cpu",
        task=task,
    )
    rows = [case(pipe, inputs[index % len(inputs)], settings) for index, settings in enumerate(options)]
    rows.append(case(pipe, inputs, {"max_new_tokens": 5}))
    if pipeline_class is TextGenerationPipeline and pipe.tokenizer.chat_template:
        rows += [case(pipe, chat, settings) for chat in CHATS for settings in CHAT_OPTIONS]
    return {"id": name, "task": task, "cases": rows}


def main():
    goldens = [
        cases(name, TextGenerationPipeline, OnnxDecoder, CONTINUE, DECODER_OPTIONS, "text-generation")
        for name in ("gpt2-story", "llama-chat", "qwen2-chat", "gemma3-chat", "opt-text")
    ]
    for name, kind, task in (
        ("t5-text2text", Text2TextGenerationPipeline, "text2text-generation"),
        ("bart-summarization", SummarizationPipeline, "summarization"),
        ("marian-eng-deu", TranslationPipeline, "translation"),
    ):
        goldens.append(cases(name, kind, OnnxSeq2Seq, SOURCE, SEQ2SEQ_OPTIONS, task))
    OUTPUT.parent.mkdir(exist_ok=True)
    text = json.dumps({"transformers": transformers.__version__, "goldens": goldens}, ensure_ascii=False)
    OUTPUT.write_bytes(gzip.compress(text.encode(), mtime=0))
    print(OUTPUT, OUTPUT.stat().st_size, sum(len(golden["cases"]) for golden in goldens))
    for golden in goldens:
        for row in golden["cases"]:
            if "error" in row:
                print(golden["id"], row["options"], row["error"])


if __name__ == "__main__":
    main()
