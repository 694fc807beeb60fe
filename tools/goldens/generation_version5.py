"""Goldens of text generation in version 5: what transformers 5 makes of llama-chat, once it has written the folder's files itself.

    python tools/goldens/generation_version5.py

writes these files and golden.json into fixtures/generation/version5. Version 5 reads the new tokens by themselves, lets `max_length` replace its own number of new
tokens, and stops at a text. The forward pass is an ONNX Runtime session over the whole sequence.
"""

import json
import pathlib

import onnxruntime
import torch
import transformers
from transformers import AutoConfig, AutoTokenizer, GenerationConfig, GenerationMixin, PreTrainedConfig, PreTrainedModel, TextGenerationPipeline
from transformers.modeling_outputs import CausalLMOutput

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = ROOT / "fixtures" / "models" / "llama-chat"
OUTPUT = ROOT / "fixtures" / "generation" / "version5"
TOOLS = [{"type": "function", "function": {"name": "weather", "description": "The weather", "parameters": {"type": "object", "properties": {}}}}]
CHAT = [{"role": "user", "content": "Hi there"}]
CASES = [
    ("Hello", {"max_new_tokens": 6}),
    ("Hello", {"max_new_tokens": 6, "return_full_text": False}),
    (["Hello", "The weather"], {"max_new_tokens": 6, "num_beams": 2}),
    ("Once upon a time", {"max_length": 12}),
    ("Once upon a time", {"max_length": 12, "max_new_tokens": 3}),
    ("Once upon a time", {"max_length": 12, "prefix": "Well, "}),
    ("", {"max_new_tokens": 4}),
    (CHAT, {"max_new_tokens": 5}),
    ([*CHAT, {"role": "assistant", "content": "Well, the"}], {"max_new_tokens": 5}),
    (CHAT, {"max_new_tokens": 5, "tools": TOOLS, "documents": [{"title": "a", "text": "b"}]}),
    ("Hello , it 's .", {"max_new_tokens": 5, "skip_special_tokens": False}),
]

transformers.logging.set_verbosity(60)
session = onnxruntime.InferenceSession(str(FOLDER / "model.onnx"), providers=["CPUExecutionProvider"])


class OnnxDecoder(PreTrainedModel, GenerationMixin):
    config_class = PreTrainedConfig
    main_input_name = "input_ids"

    def __init__(self, config):
        super().__init__(config)
        self.anchor = torch.nn.Parameter(torch.zeros(1))
        self.generation_config = GenerationConfig.from_pretrained(FOLDER)
        self.generation_config.use_cache = False

    def prepare_inputs_for_generation(self, input_ids, attention_mask=None, **kwargs):
        return {"input_ids": input_ids, "attention_mask": attention_mask}

    def forward(self, input_ids, attention_mask=None, **kwargs):
        mask = attention_mask if attention_mask is not None else torch.ones_like(input_ids)
        feeds = {}
        for node in session.get_inputs():
            if node.name.startswith("past"):
                shape = [input_ids.shape[0], *(size if isinstance(size, int) else 0 for size in node.shape[1:])]
                feeds[node.name] = torch.zeros(shape).numpy()
        feeds["input_ids"] = input_ids.numpy()
        feeds["attention_mask"] = mask.numpy()
        feeds["position_ids"] = (mask.cumsum(-1) - 1).clamp(min=0).numpy()
        return CausalLMOutput(logits=torch.from_numpy(session.run(["logits"], feeds)[0]))


def main():
    config = AutoConfig.from_pretrained(FOLDER)
    tokenizer = AutoTokenizer.from_pretrained(FOLDER)
    for part in (config, tokenizer):
        part.save_pretrained(OUTPUT)
    pipe = TextGenerationPipeline(model=OnnxDecoder(config), tokenizer=tokenizer, device="cpu", task="text-generation")
    cases = []
    for given, options in CASES:
        call = {"do_sample": False, **options}
        cases.append({"input": given, "options": call, "output": pipe(json.loads(json.dumps(given)), **call)})
    (OUTPUT / "golden.json").write_text(json.dumps({"transformers": transformers.__version__, "cases": cases}, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
