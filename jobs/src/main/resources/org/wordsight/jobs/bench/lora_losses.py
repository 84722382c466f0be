"""The peer of "lora-losses" and "lora-losses-paper": PEFT's LoRA from the same adapter on the same samples, all of them in each step.

float32, or bfloat16 weights under autocast with a float32 adapter. The trained adapter replaces the initial one.
In bfloat16 it trains a second time, with other kernels for attention, and says how far it is from itself.
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


def distance(some, others):
    return sum((one.double() - other.double()).square().sum() for one, other in zip(some, others)).sqrt().item()


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
    initial = [p.detach().cpu().clone() for p in trained]
    times, losses, norms = train(model, trained, settings, half)
    model.save_pretrained(settings["adapter"], save_embedding_layers=False)
    facts = {"losses": losses, "gradient_norms": norms}
    if half:
        # How far rounding alone moves this training: the same work, with plain operations for attention.
        final = [p.detach().cpu().clone() for p in trained]
        with torch.no_grad():
            for p, before in zip(trained, initial):
                p.copy_(before)
        base.set_attn_implementation("eager")
        _, again, _ = train(model, trained, settings, half)
        facts["own_loss_difference"] = max(abs(one - other) for one, other in zip(losses, again))
        facts["own_adapter_distance"] = distance(
            [p.detach().cpu() for p in trained], final) / distance(final, initial)
    tokens = sum(len(sample) for sample in settings["ids"])
    peer.report(settings["case"], "peft", [tokens / seconds for seconds in times], settings["warm_ups"],
                ["peft", "transformers", "torch"], facts)


if __name__ == "__main__":
    main()
