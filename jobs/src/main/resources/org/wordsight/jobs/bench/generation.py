"""The peer of "generation" and "demo-generation": transformers' generate on the same prompts, float32 on the CPU."""

import hashlib

import peer
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer


def arguments(work, eos):
    common = {"max_new_tokens": work["new_tokens"], "repetition_penalty": 1.0, "pad_token_id": eos[0]}
    if work.get("temperature", 0) > 0:
        return {**common, "do_sample": True, "temperature": work["temperature"], "top_p": work["top_p"], "top_k": 0}
    return {**common, "do_sample": False, "temperature": None, "top_p": None, "top_k": None}


def answers(new, eos):
    """The ids of each row up to its first end token."""
    for row in new.tolist():
        end = next((i + 1 for i, token in enumerate(row) if token in eos), len(row))
        yield row[:end]


def main():
    settings = peer.settings()
    torch.set_num_threads(settings["threads"])
    torch.manual_seed(0)
    tokenizer = AutoTokenizer.from_pretrained(settings["model"], padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(settings["model"], dtype=torch.float32).eval()
    eos = model.generation_config.eos_token_id
    eos = eos if isinstance(eos, list) else [eos]
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token_id = eos[0]
    for work in settings["work"]:
        inputs = tokenizer(work["prompts"], return_tensors="pt", padding=True, add_special_tokens=False)
        inputs = {key: inputs[key] for key in ("input_ids", "attention_mask")}
        rates = []
        for _ in range(settings["warm_ups"] + settings["repetitions"]):
            with torch.no_grad():
                seconds, out = peer.seconds(lambda: model.generate(**inputs, **arguments(work, eos)))
            rows = list(answers(out[:, inputs["input_ids"].shape[1]:], eos))
            units = sum(map(len, rows)) if work["new_tokens"] > 1 else int(inputs["attention_mask"].sum())
            rates.append(units / seconds)
        facts = {}
        if work["new_tokens"] > 1 and work.get("temperature", 0) == 0:
            text = "".join("".join(f"{token} " for token in row) + "\n" for row in rows)
            facts["ids_sha256"] = hashlib.sha256(text.encode()).hexdigest()
        peer.report(work["case"], "transformers", rates, settings["warm_ups"], ["transformers", "torch"], facts)


if __name__ == "__main__":
    main()
