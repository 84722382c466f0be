"""The peer of "training": PEFT's LoRA and torch's AdamW on the same samples, float32 on the CPU."""

import peer
import torch
from peft import LoraConfig, get_peft_model
from transformers import AutoModelForCausalLM

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def main():
    settings = peer.settings()
    torch.set_num_threads(settings["threads"])
    torch.manual_seed(0)
    base = AutoModelForCausalLM.from_pretrained(settings["model"], dtype=torch.float32)
    model = get_peft_model(base, LoraConfig(
        r=settings["rank"], lora_alpha=settings["alpha"], lora_dropout=settings["dropout"],
        target_modules=PROJECTIONS, task_type="CAUSAL_LM")).train()
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=settings["learning_rate"], weight_decay=0.0)
    ids = torch.tensor(settings["ids"])
    labels = ids.clone()
    labels[:, :settings["first_target"]] = -100

    rows = settings["rows_at_once"]

    def step():
        loss = torch.zeros(())
        for some in range(0, len(ids), rows):
            # Every row has the same number of targets, so the mean of all is the mean of the parts.
            part = model(input_ids=ids[some:some + rows], labels=labels[some:some + rows], use_cache=False).loss
            part = part * (rows / len(ids))
            part.backward()
            loss += part.detach()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        return loss.item()

    times, losses = zip(*(peer.seconds(step) for _ in range(settings["warm_ups"] + settings["repetitions"])))
    peer.report(settings["case"], "peft", [ids.numel() / seconds for seconds in times], settings["warm_ups"],
                ["peft", "transformers", "torch"], {"first_loss": losses[0]})


if __name__ == "__main__":
    main()
