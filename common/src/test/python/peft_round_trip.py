#!/usr/bin/env python3
"""Loads adapters and merged checkpoints that Wordsight exported in PEFT and transformers.

    mvn -Ppeft -pl common test        (WORDSIGHT_PYTHON names a Python with docs/bench/requirements.txt)

runs it for each architecture, a request as JSON on stdin: checkpoint, adapters and merged (folders by name), ids (a
prompt). Writes JSON to stdout: for each folder the keys that were missing or unexpected and the logits of the prompt's
last two positions, and the versions. The answers that the default tests compare with lie in src/test/resources/peft.
"""

import json
import sys

import peft
import torch
import transformers

CLASSES = {"llama": "AutoModelForCausalLM", "qwen2": "AutoModelForCausalLM"}


def load(folder):
    config = transformers.AutoConfig.from_pretrained(folder)
    model_class = getattr(transformers, CLASSES.get(config.model_type, "AutoModelForImageTextToText"))
    model, info = model_class.from_pretrained(
        folder, torch_dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    return model.eval(), info


def logits(model, ids):
    with torch.no_grad():
        last = model(input_ids=torch.tensor([ids])).logits[0, -2:].flatten().tolist()
    return [round(logit, 6) for logit in last]


def with_adapter(checkpoint, folder, ids):
    base, _ = load(checkpoint)
    names = getattr(base, "_checkpoint_conversion_mapping", None) or None
    adapted = peft.get_peft_model(base, peft.PeftConfig.from_pretrained(folder))
    weights = peft.load_peft_weights(folder, device="cpu", key_mapping=names)
    result = peft.set_peft_model_state_dict(adapted, weights)
    missing = [key for key in result.missing_keys if "lora_" in key]
    return dict(missing=missing, unexpected=list(result.unexpected_keys), logits=logits(adapted.eval(), ids))


def merged(folder, ids):
    model, info = load(folder)
    return dict(missing=list(info["missing_keys"]), unexpected=list(info["unexpected_keys"]), logits=logits(model, ids))


def main():
    request = json.load(sys.stdin)
    ids = request["ids"]
    json.dump(
        dict(
            made_with=dict(peft=peft.__version__, transformers=transformers.__version__, torch=torch.__version__),
            adapters={x: with_adapter(request["checkpoint"], f, ids) for x, f in request["adapters"].items()},
            merged={x: merged(f, ids) for x, f in request["merged"].items()}),
        sys.stdout)


if __name__ == "__main__":
    main()
