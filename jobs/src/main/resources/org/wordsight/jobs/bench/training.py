"""The peer of "training": PEFT's LoRA and torch's AdamW on the same samples, float32 on the CPU.
See Peer.java for what goes in and out."""

import json
import platform
import sys
import time

import peft
import torch
import transformers
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def peak_mebibytes():
    """Not getrusage's figure: that one remembers the process that started this one."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) >> 10 for line in file if line.startswith("VmHWM"))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)
    torch.set_num_threads(settings["threads"])
    torch.manual_seed(0)
    base = AutoModelForCausalLM.from_pretrained(settings["model"], dtype=torch.float32)
    model = get_peft_model(base, LoraConfig(
        r=settings["rank"], lora_alpha=settings["alpha"], lora_dropout=settings["dropout"],
        target_modules=PROJECTIONS, task_type="CAUSAL_LM")).train()
    optimizer = torch.optim.AdamW(
        [p for p in model.parameters() if p.requires_grad], lr=settings["learning_rate"], weight_decay=0.0)
    ids = torch.tensor(settings["ids"])
    labels = ids.clone()
    labels[:, :settings["first_target"]] = -100
    rates, losses = [], []
    for step in range(settings["warm_ups"] + settings["repetitions"]):
        start = time.perf_counter()
        loss = model(input_ids=ids, labels=labels, use_cache=False).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        seconds = time.perf_counter() - start
        losses.append(loss.item())
        if step >= settings["warm_ups"]:
            rates.append(ids.numel() / seconds)
    print(json.dumps({
        "case": settings["case"], "subject": "peft", "units_per_second": rates, "warm_ups": settings["warm_ups"],
        "versions": {"peft": peft.__version__, "transformers": transformers.__version__, "torch": torch.__version__,
                     "python": platform.python_version()},
        "peak_mebibytes": peak_mebibytes(),
        "facts": {"first_loss": losses[0]}}), flush=True)


if __name__ == "__main__":
    main()
