"""Writes src/test/resources/embed/qwen2.json: the mean of the last hidden states of texts, from transformers.

    python make_model_embedding_cases.py src/test/resources/references/qwen2/checkpoint OUT

Made with torch 2.7.1 and transformers 4.57.6, in float32.
"""

import json
import sys

import torch
from transformers import AutoModel, AutoTokenizer

TEXTS = [
    "A man has fallen on the icy steps and cannot get up.",
    "Two children throw stones.",
    "e\u0301 \U0001f692 and a NUL \u0000 here",
]


def main(folder, out):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModel.from_pretrained(folder, dtype=torch.float32).eval()
    cases = []
    for text in TEXTS:
        ids = tokenizer(text, return_tensors="pt", add_special_tokens=False).input_ids
        with torch.no_grad():
            mean = model(ids).last_hidden_state[0].double().mean(dim=0)
        vector = mean / torch.linalg.vector_norm(mean)
        cases.append({"text": text, "vector": [round(float(x), 7) for x in vector]})
    with open(out, "w", encoding="utf-8") as file:
        file.write("[" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "]\n")


main(*sys.argv[1:])
