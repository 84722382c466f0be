"""The peer of "letters": a loop over transformers' forward pass, left-padded batches, float32 on the CPU.
Peer.java describes input and output."""

import json
import platform
import sys
import time

import torch
import transformers
from transformers import AutoModelForCausalLM, AutoTokenizer


def best_letters(model, tokenizer, settings, ids):
    best = []
    for start in range(0, len(settings["prompts"]), settings["batch"]):
        prompts = settings["prompts"][start:start + settings["batch"]]
        inputs = tokenizer(prompts, return_tensors="pt", padding=True, add_special_tokens=False)
        mask = inputs["attention_mask"]
        positions = (mask.cumsum(-1) - 1).clamp(min=0)
        with torch.no_grad():
            logits = model(input_ids=inputs["input_ids"], attention_mask=mask, position_ids=positions,
                           logits_to_keep=1).logits[:, -1]
        best += torch.log_softmax(logits, -1)[:, ids].argmax(-1).tolist()
    return "".join(settings["letters"][i] for i in best)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)
    torch.set_num_threads(settings["threads"])
    tokenizer = AutoTokenizer.from_pretrained(settings["model"], padding_side="left")
    model = AutoModelForCausalLM.from_pretrained(settings["model"], dtype=torch.float32).eval()
    if tokenizer.pad_token_id is None:
        tokenizer.pad_token = tokenizer.eos_token
    ids = [tokenizer.encode(letter, add_special_tokens=False)[0] for letter in settings["letters"]]
    rates = []
    for run in range(settings["warm_ups"] + settings["repetitions"]):
        start = time.perf_counter()
        letters = best_letters(model, tokenizer, settings, ids)
        if run >= settings["warm_ups"]:
            rates.append(len(settings["prompts"]) / (time.perf_counter() - start))
    with open("/proc/self/status", encoding="ascii") as file:
        peak = next(int(line.split()[1]) >> 10 for line in file if line.startswith("VmHWM"))
    print(json.dumps({
        "case": settings["case"], "subject": "transformers", "units_per_second": rates,
        "warm_ups": settings["warm_ups"],
        "versions": {"transformers": transformers.__version__, "torch": torch.__version__,
                     "python": platform.python_version()},
        "peak_mebibytes": peak, "facts": {"letters": letters}}), flush=True)


if __name__ == "__main__":
    main()
