"""The peer of "gang-step": PEFT's LoRA under torch's distributed data parallel (gloo), float32 on the CPU.
First one process with all threads is measured. Then several processes share the threads and the samples of a step. They
do each step twice: without the exchange of gradients, and with the exchange."""

import contextlib
import os
import socket

import peer
import torch
import torch.distributed
import torch.multiprocessing
from peft import LoraConfig, get_peft_model
from torch.nn.parallel import DistributedDataParallel
from transformers import AutoModelForCausalLM

PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]


def trained(rank, count, port, settings, results):
    """The seconds of every step of one process, without and with the exchange. Each process has an equal part of the
    samples, and computes one sample at a time. A warm-up uses the first sample only, since a whole step is long."""
    threads = max(1, settings["threads"] // count)
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    base = AutoModelForCausalLM.from_pretrained(settings["model"], dtype=torch.float32)
    model = get_peft_model(base, LoraConfig(
        r=settings["rank"], lora_alpha=settings["alpha"], lora_dropout=settings["dropout"],
        target_modules=PROJECTIONS, task_type="CAUSAL_LM")).train()
    if count > 1:
        # The name of this host may resolve to an address that the host does not have.
        os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=str(port), GLOO_SOCKET_IFNAME="lo")
        torch.distributed.init_process_group("gloo", rank=rank, world_size=count)
        model = DistributedDataParallel(model)
    parameters = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=settings["learning_rate"], weight_decay=0.0)
    samples = list(zip(settings["ids"], settings["first_targets"]))[rank::count]

    def step(some, exchanges):
        for i, (ids, first) in enumerate(some):
            # Gradients are exchanged once a step, with the last sample.
            exchanged = count == 1 or exchanges and i == len(some) - 1
            with contextlib.nullcontext() if exchanged else model.no_sync():
                row = torch.tensor([ids])
                labels = row.clone()
                labels[:, :first] = -100
                (model(input_ids=row, labels=labels, use_cache=False).loss / len(some)).backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)

    ways = [False, True] if count > 1 else [True]
    times = {exchanges: [] for exchanges in ways}
    for number in range(settings["warm_ups"] + settings["repetitions"]):
        some = samples if number >= settings["warm_ups"] else samples[:1]
        # The order alternates, since a machine's speed changes slowly.
        for exchanges in ways if number % 2 == 0 else reversed(ways):
            if count > 1:
                torch.distributed.barrier()
            times[exchanges].append(peer.seconds(lambda: step(some, exchanges))[0])
    if count > 1:
        torch.distributed.destroy_process_group()
    results[rank] = times


def measured(count, settings):
    """The seconds of every step, without and with the exchange."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with torch.multiprocessing.Manager() as manager:
        results = manager.dict()
        torch.multiprocessing.spawn(trained, (count, port, settings, results), nprocs=count)
        # A step ends when the slowest process has finished it.
        return {exchanges: [max(times) for times in zip(*(each[exchanges] for each in results.values()))]
                for exchanges in results[0]}


def median(values):
    values = sorted(values)
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2


def main():
    settings = peer.settings()
    warm_ups = settings["warm_ups"]
    packages = ["peft", "transformers", "torch"]
    alone = measured(1, settings)
    several = measured(settings["workers"], settings)
    overhead = 100 * (median(several[True][warm_ups:]) / median(several[False][warm_ups:]) - 1)
    peer.report(settings["case_of_one"], "peft", alone[True], warm_ups, packages, {})
    peer.report(settings["case_apart"], "peft-ddp", several[False], warm_ups, packages, {})
    peer.report(settings["case_of_all"], "peft-ddp", several[True], warm_ups, packages,
                {"overhead_percent": round(overhead, 1)})


if __name__ == "__main__":
    main()
