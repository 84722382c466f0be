"""Makes chat/added_tokens.json: the ids that transformers gives to tokens of files beside tokenizer.json.

    python make_added_token_cases.py ../resources/references/qwen2/checkpoint ../resources/chat/added_tokens.json

Needs: transformers==4.57.6 (with tokenizers 0.22.2); torch is not needed.
"""

import json
import shutil
import sys
import tempfile
from pathlib import Path

import tokenizers
import transformers
from transformers import AutoTokenizer

SOURCE, OUT = map(Path, sys.argv[1:3])
TEXTS = [
    "a <|extra|> b",
    "a<|extra|>b<|second|>",
    "x <|plain|>y <|PLAIN|> z",
    "<|begin|> <|end|>word<|extra|> <|extra|>",
    " <|strip|> next<|strip|>",
    "a<|second|> <|plain|><|third|>",
]

# Texts with the tokens that classes have by default.
CLASS_TEXTS = ["<s>a</s> <unk>b", "a<|endoftext|>"]


def token(content, special=True, **flags):
    return {"content": content, "lstrip": False, "normalized": False, "rstrip": False, "single_word": False,
            "special": special, **flags}


def decoder(more):
    """The tokens of the checkpoint itself, and more."""
    own = json.loads((SOURCE / "tokenizer.json").read_text())["added_tokens"]
    all_of_them = {str(t["id"]): {k: v for k, v in t.items() if k != "id"} for t in own}
    all_of_them.update(more)
    return all_of_them


BASE = {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<|begin|>", "eos_token": "<|end|>",
        "pad_token": "<|pad|>", "clean_up_tokenization_spaces": False}

CASES = {
    "added_tokens_decoder": {"tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder(
        {"306": token("<|extra|>")})}},
    "two of them in another order": {"tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder(
        {"309": token("<|extra|>"), "307": token("<|second|>")})}},
    "a gap before the id": {"tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder(
        {"900": token("<|extra|>")})}},
    "one that is not special": {"tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder(
        {"306": token("<|plain|>", special=False, normalized=True)})}},
    "one that strips": {"tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder(
        {"306": token("<|strip|>", lstrip=True, rstrip=True)})}},
    "other flags than tokenizer.json has": {"tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder(
        {"300": token("<|begin|>", rstrip=True), "301": token("<|end|>", special=False)})}},
    "a word of the vocabulary": {"tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder(
        {"306": token("a", special=False)})}},
    "additional_special_tokens": {"tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder({}),
                                                           "additional_special_tokens": ["<|extra|>", "<|second|>"]}},
    "additional_special_tokens without a decoder": {
        "tokenizer_config.json": {**BASE, "additional_special_tokens": ["<|second|>", "<|extra|>"]}},
    "extra_special_tokens": {"tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder({}),
                                                      "extra_special_tokens": {"image_token": "<|extra|>"}}},
    "an end that is new": {"tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder({}),
                                                    "eos_token": "<|extra|>"}},
    "added_tokens.json": {"tokenizer_config.json": BASE, "added_tokens.json": {"<|extra|>": 306, "<|plain|>": 307}},
    "added_tokens.json, ids in another order": {
        "tokenizer_config.json": {**BASE, "additional_special_tokens": ["<|second|>"]},
        "added_tokens.json": {"<|extra|>": 310, "<|second|>": 308, "<|third|>": 306}},
    "added_tokens.json beside a decoder": {
        "tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder({})},
        "added_tokens.json": {"<|extra|>": 306}},
    "special_tokens_map.json": {
        "tokenizer_config.json": {**BASE, "additional_special_tokens": ["<|second|>"]},
        "special_tokens_map.json": {"eos_token": token("<|extra|>"),
                                    "additional_special_tokens": [token("<|third|>", lstrip=True)]}},
    "special_tokens_map.json beside a decoder": {
        "tokenizer_config.json": {**BASE, "added_tokens_decoder": decoder({})},
        "special_tokens_map.json": {"additional_special_tokens": ["<|extra|>"]}},
    "no tokenizer_config.json keys": {"tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast"}},
}


def config(**keys):
    return {**json.loads((SOURCE / "config.json").read_text()), **keys}


# Where tokenizer_config.json names no class, config.json names it, or its model_type decides.
NO_CLASS = {key: value for key, value in BASE.items() if key != "tokenizer_class"}
CLASS_CASES = {
    **{f"no class, {model_type}": {"tokenizer_config.json": {}, "config.json": config(model_type=model_type)}
       for model_type in ("llama", "qwen2", "qwen2_vl", "llava_onevision")},
    "no class and no tokenizer_config.json": {"config.json": config(model_type="llama")},
    "a class that is null": {"tokenizer_config.json": {"tokenizer_class": None},
                             "config.json": config(model_type="llama", tokenizer_class=None)},
    "the class of config.json": {"tokenizer_config.json": NO_CLASS,
                                 "config.json": config(model_type="llama", tokenizer_class="Qwen2Tokenizer")},
    "the class of the text model does not count": {
        "tokenizer_config.json": NO_CLASS,
        "config.json": config(model_type="llava_onevision",
                              text_config={"model_type": "qwen2", "tokenizer_class": "Qwen2Tokenizer"})},
    "a stated class": {"tokenizer_config.json": {"tokenizer_class": "LlamaTokenizerFast"},
                       "config.json": config(model_type="qwen2", tokenizer_class="Qwen2Tokenizer")},
    "a stated class, tokens that are null": {
        "tokenizer_config.json": {"tokenizer_class": "LlamaTokenizer", "unk_token": None, "eos_token": "<|end|>"}},
    "a stated class beside a decoder": {
        "tokenizer_config.json": {"tokenizer_class": "GPT2Tokenizer", "added_tokens_decoder": decoder(
            {"306": token("<|extra|>")})}},
    "a stated class beside special_tokens_map.json": {
        "tokenizer_config.json": {"tokenizer_class": "LlamaTokenizer"},
        "special_tokens_map.json": {"eos_token": token("<|end|>"), "pad_token": "<|third|>"}},
}


def case(name, files, more_texts=()):
    with tempfile.TemporaryDirectory() as folder:
        for file in ("tokenizer.json", "config.json"):
            shutil.copy(SOURCE / file, folder)
        for file, content in files.items():
            Path(folder, file).write_text(json.dumps(content))
        tokenizer = AutoTokenizer.from_pretrained(folder)
        texts = []
        for text in [*TEXTS, *more_texts]:
            ids = tokenizer(text, add_special_tokens=False)["input_ids"]
            texts.append({"text": text, "ids": ids, "decoded": tokenizer.decode(ids, skip_special_tokens=True)})
        return {"name": name, "files": files, "texts": texts}


OUT.write_text(json.dumps({
    "made_with": {"transformers": transformers.__version__, "tokenizers": tokenizers.__version__},
    "cases": [case(name, files) for name, files in CASES.items()]
    + [case(name, files, CLASS_TEXTS) for name, files in CLASS_CASES.items()],
}, indent=1, ensure_ascii=False) + "\n")
