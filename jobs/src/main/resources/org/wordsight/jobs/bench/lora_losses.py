"""The peer of "lora-losses": PEFT's LoRA from the same adapter on the same samples, all of them in each step.

float32, or bfloat16 weights under autocast with a float32 adapter. The trained adapter replaces the initial one.
"""

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


def main():
    settings = peer.settings()
    torch.set_num_threads(settings["threads"])
    device = torch.device(settings["device"])
    half = settings["precision"] == "bfloat16"
    base = AutoModelForCausalLM.from_pretrained(
        settings["model"], dtype=torch.bfloat16 if half else torch.float32, attn_implementation="sdpa").to(device)
    model = PeftModel.from_pretrained(base, settings["adapter"], is_trainable=True).train()
    trained = [p for p in model.parameters() if p.requires_grad]
    assert all(p.dtype == torch.float32 for p in trained)
    steps = settings["steps"]
    optimizer = torch.optim.AdamW(trained, lr=settings["learning_rate"], weight_decay=0.0, fused=True)
    schedule = get_linear_schedule_with_warmup(optimizer, 0, steps)
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
    model.save_pretrained(settings["adapter"], save_embedding_layers=False)
    losses, norms = zip(*results)
    tokens = sum(len(sample) for sample in settings["ids"])
    peer.report(settings["case"], "peft", [tokens / seconds for seconds in times], settings["warm_ups"],
                ["peft", "transformers", "torch"], {"losses": losses, "gradient_norms": norms})


if __name__ == "__main__":
    main()
