"""Goldens of logits processors: what transformers 4 makes of seeded random scores.

    python tools/goldens/logits_processors.py

writes fixtures/generation/processors.json.gz. The processors are chosen and ordered by the reference's own generate code.
"""

import base64
import gzip
import json
import pathlib
import types

import numpy as np
import torch
import transformers
from transformers import GenerationConfig, GenerationMixin

OUTPUT = pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "generation" / "processors.json.gz"
VOCABULARY = 120
ROWS = [[5, 6, 7, 5, 6], [3], [9, 9, 9, 9, 9, 9, 9, 9, 20, 21, 20]]
ENCODER = [11, 12, 13, 5, 6, 50, 20, 21]
PROMPT = 1
SETTINGS = [
    {"sequence_bias": [[[7], 2.5], [[5, 6, 8], -3.0], [[9, 20, 21, 20, 7], 4.0], [[20, 7], 1.25]]},
    {"encoder_repetition_penalty": 1.7},
    {"repetition_penalty": 1.3},
    {"repetition_penalty": 0.8},
    {"no_repeat_ngram_size": 1},
    {"no_repeat_ngram_size": 2},
    {"no_repeat_ngram_size": 3},
    {"encoder_no_repeat_ngram_size": 2},
    {"encoder_no_repeat_ngram_size": 1},
    {"bad_words_ids": [[2], [5, 6, 7], [6, 40], [21, 20, 8]]},
    {"min_length": 8},
    {"min_new_tokens": 5},
    {"forced_bos_token_id": 4},
    {"forced_eos_token_id": [2, 3], "max_length": 6},
    {"exponential_decay_length_penalty": [1, 1.15]},
    {"suppress_tokens": [1, 5, 119]},
    {"begin_suppress_tokens": [1, 5, 119]},
    {"remove_invalid_values": True, "suppress_tokens": [4]},
    {"renormalize_logits": True},
    {"do_sample": True, "temperature": 0.7},
    {"do_sample": True, "temperature": 1.9, "top_k": 0},
    {"do_sample": True, "top_k": 7},
    {"do_sample": True, "top_k": 500},
    {"do_sample": True, "top_k": 0, "top_p": 0.9},
    {"do_sample": True, "top_k": 0, "top_p": 0.3},
    {"do_sample": True, "top_k": 0, "top_p": 0.05},
    {"do_sample": True, "top_k": 20, "top_p": 0.8, "temperature": 0.6},
    {"do_sample": True, "top_k": 0, "min_p": 0.1},
    {"do_sample": True, "top_k": 0, "min_p": 0.6},
    {"do_sample": True, "top_k": 0, "typical_p": 0.9},
    {"do_sample": True, "top_k": 0, "typical_p": 0.2},
    {"do_sample": True, "top_k": 30, "typical_p": 0.6},
    {"do_sample": True, "top_k": 0, "epsilon_cutoff": 0.01},
    {"do_sample": True, "top_k": 0, "epsilon_cutoff": 0.2},
    {"do_sample": True, "top_k": 0, "eta_cutoff": 0.01},
    {"do_sample": True, "top_k": 0, "eta_cutoff": 0.3},
    {"do_sample": True, "num_beams": 3, "top_k": 1, "top_p": 0.01},
    {"do_sample": True, "num_beams": 3, "top_k": 0, "min_p": 0.9, "typical_p": 0.1},
    {"do_sample": True, "num_beams": 2, "top_k": 0, "epsilon_cutoff": 0.5, "eta_cutoff": 0.5},
    {
        "do_sample": True, "temperature": 0.8, "top_k": 40, "top_p": 0.95, "min_p": 0.02, "typical_p": 0.97, "epsilon_cutoff": 0.001,
        "eta_cutoff": 0.002, "repetition_penalty": 1.2, "no_repeat_ngram_size": 2, "bad_words_ids": [[30]], "min_new_tokens": 20,
        "suppress_tokens": [8], "renormalize_logits": True,
    },
]


def encode(array):
    return base64.b64encode(np.ascontiguousarray(array, dtype="<f4").tobytes()).decode()


def main():
    generator = torch.Generator().manual_seed(7)
    cases = []
    for settings in SETTINGS:
        for scale in (1.0, 6.0):
            config = GenerationConfig(**{"max_length": 40, "eos_token_id": [2], **settings})
            config._eos_token_tensor = torch.tensor([2])
            for row in ROWS:
                scores = torch.randn(1, VOCABULARY, generator=generator) * scale
                processors = GenerationMixin._get_logits_processor(
                    types.SimpleNamespace(_merge_criteria_processor_list=lambda default, custom: default),
                    generation_config=config,
                    input_ids_seq_length=PROMPT,
                    encoder_input_ids=torch.tensor([ENCODER]),
                    device="cpu",
                )
                result = processors(torch.tensor([row]), scores.clone())
                cases.append({"settings": settings, "row": row, "scores": encode(scores[0]), "result": encode(result[0])})
    data = {"transformers": transformers.__version__, "prompt": PROMPT, "encoder": ENCODER, "cases": cases}
    OUTPUT.write_bytes(gzip.compress(json.dumps(data).encode(), mtime=0))
    print(OUTPUT, OUTPUT.stat().st_size, len(cases))


if __name__ == "__main__":
    main()
