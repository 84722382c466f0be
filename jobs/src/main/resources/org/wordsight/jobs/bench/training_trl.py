"""The peer of "training-unequal": TRL's SFTTrainer with PEFT's LoRA, completion-only, grouped by length, float32 on
the CPU. Every batch size makes the same optimiser step of all samples; the fastest batch size counts. Packing and
padding-free batches need FlashAttention, which does not run on a CPU. One sample at a time needs no padding."""

import os
import sys
import tempfile
import time
import warnings

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
warnings.filterwarnings("ignore")

import peer
import torch
from datasets import Dataset, disable_progress_bars
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
from transformers.trainer_callback import PrinterCallback
from trl import SFTConfig, SFTTrainer

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
PEAK = "VmHWM"
NOW = "VmRSS"


class Clock(TrainerCallback):
    """The seconds of every step, and its loss."""

    def __init__(self):
        self.seconds = []
        self.losses = []

    def on_step_begin(self, *_, **__):
        self.start = time.perf_counter()

    def on_step_end(self, *_, **__):
        self.seconds.append(time.perf_counter() - self.start)

    def on_log(self, *_, logs=None, **__):
        if "loss" in logs:
            self.losses.append(logs["loss"])


def mebibytes(key):
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) >> 10 for line in file if line.startswith(key))


def reset_peak():
    with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
        file.write("5")


def trained(settings, batch_size, steps, folder):
    """Trains a new adapter for some steps. Returns the clock and the most memory: without the memory before the model
    was loaded, and without the model's weights in float32."""
    ids = settings["ids"]
    torch.manual_seed(0)
    before = mebibytes(NOW)
    model = AutoModelForCausalLM.from_pretrained(settings["model"], dtype=torch.float32)
    before += sum(4 * weight.numel() for weight in model.parameters()) >> 20
    reset_peak()
    data = Dataset.from_dict({
        "input_ids": ids,
        "completion_mask": [[0] * first + [1] * (len(row) - first)
                            for row, first in zip(ids, settings["first_targets"])]})
    checkpointing = settings["checkpointing"]
    clock = Clock()
    trainer = SFTTrainer(
        model=model,
        args=SFTConfig(
            output_dir=folder, per_device_train_batch_size=batch_size,
            gradient_accumulation_steps=len(ids) // batch_size, max_steps=steps,
            learning_rate=settings["learning_rate"], lr_scheduler_type="linear", max_grad_norm=1.0,
            group_by_length=True, completion_only_loss=True, max_length=max(len(row) for row in ids),
            gradient_checkpointing=checkpointing,
            gradient_checkpointing_kwargs={"use_reentrant": False} if checkpointing else None,
            bf16=False, use_cpu=True, report_to=[], save_strategy="no", logging_steps=1, disable_tqdm=True),
        train_dataset=data,
        processing_class=AutoTokenizer.from_pretrained(settings["model"]),
        peft_config=LoraConfig(
            r=settings["rank"], lora_alpha=settings["alpha"], lora_dropout=settings["dropout"],
            target_modules=PROJECTIONS, task_type="CAUSAL_LM"),
        callbacks=[clock])
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    return clock, mebibytes(PEAK) - before


def with_own_allocator():
    """Starts again with glibc's own settings, which need less memory here. The launcher's settings are for speed."""
    names = [name for name in os.environ if name.startswith("MALLOC_") or name == "GLIBC_TUNABLES"]
    if names:
        for name in names:
            del os.environ[name]
        os.execv(sys.executable, [sys.executable, *sys.argv])


def main():
    settings = peer.settings()
    if settings["checkpointing"]:
        with_own_allocator()
    torch.set_num_threads(settings["threads"])
    disable_progress_bars()
    tokens = sum(len(row) for row in settings["ids"])
    tried = {}
    # One step is enough to measure memory.
    warm_ups = 0 if settings["checkpointing"] else 1
    with tempfile.TemporaryDirectory() as folder:
        for batch_size in settings["batch_sizes"]:
            tried[batch_size] = trained(settings, batch_size, warm_ups + 1, folder)
    best = min(tried, key=lambda size: tried[size][0].seconds[-1])
    clock, over = tried[best]
    peer.report(
        settings["case"], "trl", [tokens / seconds for seconds in clock.seconds], warm_ups,
        ["trl", "peft", "transformers", "torch"],
        {"batch_size": best, "first_loss": clock.losses[0], "mebibytes_over_weights": over,
         "tried_tokens_per_second": {str(size): round(tokens / each.seconds[-1], 1)
                                     for size, (each, _) in tried.items()}})


if __name__ == "__main__":
    main()
