"""transformers and PEFT on a GPU, on the work of `wordsight bench answering` and `bench lora-step`.

    python gpu_peer.py MODEL [answers|lora|all]

Prints lines of JSON with the cases' names, as the benchmarks do. Attention is PyTorch's SDPA, without a mask if none is needed: padding is on the right, so that no row sees it. The optimiser is the fused AdamW. A LoRA step is
measured with several sizes of a micro-batch, and the fastest one counts. Versions: torch 2.11.0, transformers 5.17.0, peft 0.21.2.
"""
import json
import random
import statistics
import subprocess
import sys
import time

import torch

RUNS = 3
NEW_TOKENS = 128
VERSIONS = {}


def used_mebibytes():
    """The memory in use on the GPU, asked for in the same way as on our side."""
    answer = subprocess.run(
        ["nvidia-smi", "--query-gpu=memory.used", "--format=csv,noheader,nounits", "--id=0"],
        capture_output=True, text=True)
    return int(answer.stdout) if answer.returncode == 0 else None


def line(case, metric, units, seconds, settings):
    rates = [float(f"{units / each:.4g}") for each in seconds]
    print(json.dumps({
        "case": case, "subject": "peer", "metric": metric, "median": statistics.median(rates), "runs": rates,
        "settings": dict(settings, seconds=statistics.median(seconds)), "versions": VERSIONS}), flush=True)


def timed(work, runs=RUNS, warm_ups=1):
    seconds = []
    for i in range(warm_ups + runs):
        torch.cuda.synchronize()
        start = time.perf_counter()
        work()
        torch.cuda.synchronize()
        seconds.append(time.perf_counter() - start)
    return seconds[warm_ups:]


def ids(model, rows, tokens):
    numbers = random.Random(0)
    first = model.config.vocab_size // 10
    return torch.tensor([[numbers.randrange(first, model.config.vocab_size) for _ in range(tokens)] for _ in range(rows)],
                        device=model.device)


def answers(model):
    model.eval()
    prompts = ids(model, 8, 1024)

    def read():
        with torch.no_grad():
            model(prompts, logits_to_keep=1, use_cache=True)

    def generate(rows, tokens):
        x = ids(model, rows, tokens)
        return lambda: model.generate(
            x, attention_mask=torch.ones_like(x), max_new_tokens=NEW_TOKENS, min_new_tokens=NEW_TOKENS,
            do_sample=False, pad_token_id=0)

    cases = [
        ("8 prompts of 1,024, 1 new token", "prompt tokens/s", 8 * 1024, read, RUNS),
        ("64 prompts of 512, 128 new tokens", "new tokens/s", 64 * NEW_TOKENS, generate(64, 512), 2),
        ("64 prompts sharing 1,000 tokens, 128 new tokens", "new tokens/s", 64 * NEW_TOKENS, generate(64, 1040), 1),
        ("1 prompt of 32, 128 new tokens", "new tokens/s", NEW_TOKENS, generate(1, 32), 2),
    ]
    for case, metric, units, work, runs in cases:
        try:
            torch.cuda.empty_cache()
            before = used_mebibytes()
            seconds = timed(work, runs)
            line(case, metric, units, seconds, {"gpu_mebibytes_before": before, "gpu_mebibytes_at_peak": used_mebibytes()})
        except torch.cuda.OutOfMemoryError as e:
            print("peer:", case, str(e).splitlines()[0], file=sys.stderr, flush=True)


def at(first, last, place, count):
    """One of `count` numbers that are spread evenly from the first to the last, as in LoraStepBenchmark."""
    return first + (last - first) * place // (count - 1)


def samples(model, count, tokens, targets):
    """Lists of ids with the number of targets at the end of each."""
    numbers = random.Random(42)
    vocabulary = model.config.vocab_size
    result = []
    for i in range(count):
        length = at(*tokens, i * 37 % count, count)
        result.append(([numbers.randrange(vocabulary // 10, vocabulary) for _ in range(length)],
                       at(*targets, i * 29 % count, count)))
    return result


def micro_batches(model, all_samples, rows):
    """Batches of samples of similar length, padded on the right."""
    ordered = sorted(all_samples, key=lambda sample: len(sample[0]))
    batches = []
    for start in range(0, len(ordered), rows):
        part = ordered[start:start + rows]
        longest = max(len(one) for one, _ in part)
        x = torch.zeros((len(part), longest), dtype=torch.long)
        y = torch.full((len(part), longest), -100)
        for row, (one, targets) in enumerate(part):
            x[row, :len(one)] = torch.tensor(one)
            y[row, len(one) - targets:len(one)] = torch.tensor(one[len(one) - targets:])
        batches.append((x.to(model.device), y.to(model.device), sum(targets for _, targets in part)))
    return batches


def with_adapter(model):
    from peft import LoraConfig, get_peft_model
    model = get_peft_model(model, LoraConfig(
        r=32, lora_alpha=16, lora_dropout=0.05, target_modules="all-linear", exclude_modules=["lm_head"],
        task_type="CAUSAL_LM"))
    for parameter in model.parameters():
        if parameter.requires_grad:
            parameter.data = parameter.data.float()
    return model


def lora_case(model, case, all_samples, rows_to_try, limit):
    """Measures each size of a micro-batch within the time limit in seconds; writes the fastest."""
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimiser = torch.optim.AdamW(trained, lr=2e-5, fused=True)
    tokens = sum(len(one) for one, _ in all_samples)
    all_targets = sum(targets for _, targets in all_samples)
    best = None
    started = time.perf_counter()
    for rows in rows_to_try:
        if best and time.perf_counter() - started > limit:
            break
        batches = micro_batches(model, all_samples, rows)
        losses = []

        def step():
            total = torch.zeros((), device=model.device)
            for x, y, targets in batches:
                with torch.autocast("cuda", dtype=torch.bfloat16):
                    loss = model(input_ids=x, labels=y, use_cache=False).loss * (targets / all_targets)
                loss.backward()
                total += loss.detach()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimiser.step()
            optimiser.zero_grad()
            losses.append(total.item())

        try:
            torch.cuda.empty_cache()
            torch.cuda.reset_peak_memory_stats()
            before = used_mebibytes()
            allocated = torch.cuda.memory_allocated()
            seconds = timed(step)
            facts = {
                "micro_batch_rows": rows, "loss": losses[-1], "gpu_mebibytes_before": before,
                "gpu_mebibytes_at_peak": used_mebibytes(),
                "allocated_mebibytes": (torch.cuda.max_memory_allocated() - allocated) >> 20}
            print(f"peer: {case}, {rows} rows: {statistics.median(seconds):.3f} s, {facts['allocated_mebibytes']} MiB",
                  file=sys.stderr, flush=True)
            if best is None or statistics.median(seconds) < statistics.median(best[0]):
                best = (seconds, facts)
        except torch.cuda.OutOfMemoryError:
            print(f"peer: {case}, {rows} rows: out of memory", file=sys.stderr, flush=True)
            optimiser.zero_grad()
        del batches
    if best:
        line(case, "tokens/s", tokens, best[0], best[1])


def lora(model):
    model = with_adapter(model)
    model.train()
    equal = samples(model, 16, (512, 512), (51, 51))
    unequal = samples(model, 64, (150, 450), (20, 60))
    equal_name = "16 samples of 512 tokens, 51 targets, "
    unequal_name = "64 samples of 150 to 450 tokens, 20 to 60 targets, "
    lora_case(model, equal_name + "layers kept", equal, (8, 4, 16), 12)
    lora_case(model, unequal_name + "layers kept", unequal, (16, 8, 4), 24)
    model.gradient_checkpointing_enable({"use_reentrant": False})
    model.enable_input_require_grads()
    lora_case(model, equal_name + "layers computed twice", equal, (16, 8, 4), 12)
    lora_case(model, unequal_name + "layers computed twice", unequal, (16, 32, 8), 16)


def main():
    import transformers
    VERSIONS.update(torch=torch.__version__, transformers=transformers.__version__,
                    gpu=torch.cuda.get_device_name(0))
    what = sys.argv[2] if len(sys.argv) > 2 else "all"
    start = time.perf_counter()
    model = transformers.AutoModelForCausalLM.from_pretrained(
        sys.argv[1], dtype=torch.bfloat16, device_map="cuda", attn_implementation="sdpa")
    torch.cuda.synchronize()
    weights = sum(parameter.numel() for parameter in model.parameters()) * 2
    line("load", "GB of weights/s", weights / 1e9, [time.perf_counter() - start], {})
    if what in ("answers", "all"):
        answers(model)
    if what in ("lora", "all"):
        lora(model)


main()
