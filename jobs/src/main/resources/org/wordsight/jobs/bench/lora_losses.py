"""The peer of "lora-losses" and "lora-losses-paper": PEFT's LoRA from the same adapter on the same samples, all of them in each step.

float32, or bfloat16 weights under autocast with a float32 adapter. The folder "adapters" holds the adapter "initial"; each
training adds the one that it made: "trained". In bfloat16 two more trainings follow. "eager" has plain operations for
attention. "float32" has the same weights, widened to float32: its losses have no error of bfloat16's rounding.
"""

import gc
from pathlib import Path

import peer
import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, get_linear_schedule_with_warmup


def batch(samples, targets):
    """Ids and labels, padded on the right: no token sees the padding, so no mask is needed."""
    longest = max(len(sample) for sample in samples)
    ids = torch.zeros((len(samples), longest), dtype=torch.long)
    labels = torch.full((len(samples), longest), -100)
    for row, (sample, count) in enumerate(zip(samples, targets)):
        ids[row, :len(sample)] = torch.tensor(sample)
        labels[row, len(sample) - count:len(sample)] = torch.tensor(sample[len(sample) - count:])
    return ids, labels


def train(model, trained, settings, half):
    """Takes all steps; gives the seconds of each, the losses and the gradient norms."""
    steps = settings["steps"]
    optimizer = torch.optim.AdamW(trained, lr=settings["learning_rate"], weight_decay=0.0, fused=True)
    schedule = get_linear_schedule_with_warmup(optimizer, 0, steps)
    device = trained[0].device
    ids, labels = (part.to(device) for part in batch(settings["ids"], settings["targets"]))

    def step():
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=half):
            loss = model(input_ids=ids, labels=labels, use_cache=False).loss
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(trained, settings["maximum_gradient_norm"])
        optimizer.step()
        schedule.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.item(), norm.item()

    times, results = zip(*(peer.seconds(step) for _ in range(steps)))
    losses, norms = zip(*results)
    return times, losses, norms


def widen(base):
    """Makes the weights float32, one after the other: a GPU need not hold both forms. The values stay exactly the same."""
    base.float()
    gc.collect()
    torch.cuda.empty_cache()


def main():
    settings = peer.settings()
    torch.set_num_threads(settings["threads"])
    torch.set_float32_matmul_precision("highest")  # no TF32
    device = torch.device(settings["device"])
    half = settings["precision"] == "bfloat16"
    base = AutoModelForCausalLM.from_pretrained(
        settings["model"], dtype=torch.bfloat16 if half else torch.float32, attn_implementation="sdpa").to(device)
    adapters = Path(settings["adapters"])
    model = PeftModel.from_pretrained(base, adapters / "initial", is_trainable=True).train()
    trained = [p for p in model.parameters() if p.requires_grad]
    assert all(p.dtype == torch.float32 for p in trained)
    initial = [p.detach().cpu().clone() for p in trained]

    def training(name, attention, half):
        with torch.no_grad():
            for p, before in zip(trained, initial):
                p.copy_(before)
        base.set_attn_implementation(attention)
        times, losses, norms = train(model, trained, settings, half)
        model.save_pretrained(adapters / name, save_embedding_layers=False)
        return times, {"losses": losses, "gradient_norms": norms}

    times, facts = training("trained", "sdpa", half)
    if half:
        _, facts["eager"] = training("eager", "eager", True)
        widen(base)
        assert all(p.dtype == torch.float32 for p in base.parameters())
        _, facts["float32"] = training("float32", "sdpa", False)
    tokens = sum(len(sample) for sample in settings["ids"])
    peer.report(settings["case"], "peft", [tokens / seconds for seconds in times], settings["warm_ups"],
                ["peft", "transformers", "torch"], facts)


if __name__ == "__main__":
    main()
