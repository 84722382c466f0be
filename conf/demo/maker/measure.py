"""Measures the published folders with transformers and PEFT: what the product should find too.

    python measure.py --out results.json                     # base, three sizes, three seeds, shuffled control
    python measure.py --seeds 1 --sizes 2000                 # quicker
"""

import argparse
import json
import os
import time
from pathlib import Path
from random import Random

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np  # noqa: E402
import torch  # noqa: E402
from peft import LoraConfig, get_peft_model  # noqa: E402
from PIL import Image  # noqa: E402
from transformers import AutoImageProcessor, AutoTokenizer, Qwen2VLForConditionalGeneration  # noqa: E402

import world  # noqa: E402
from folders import IMAGE, TURN_END  # noqa: E402
from synthesis import ask_teacher, harvest  # noqa: E402

PROJECTIONS = r".*language_model.*\.(q|k|v|o|gate|up|down)_proj"


def main() -> None:
    home = Path(__file__).resolve().parent.parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--world", type=Path, default=home, help="folder with student, teacher, benchmark, seeds.json")
    parser.add_argument("--items", type=Path, help="JSON lines of questions; kept there after the first run")
    parser.add_argument("--calls", type=int, default=640)
    parser.add_argument("--temperature", type=float, default=0.9)
    parser.add_argument("--threshold", type=float, default=0.9, help="near duplicates")
    parser.add_argument("--sizes", type=int, nargs="+", default=[500, 1000, 2000])
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--shuffled", action="store_true", help="also the largest size with shuffled answers")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    results = measure(arguments)
    if arguments.out:
        arguments.out.write_text(json.dumps(results, indent=1) + "\n")


def measure(arguments: argparse.Namespace) -> dict:
    annotation = json.loads((arguments.world / "benchmark/annotation.json").read_text())
    results: dict = {}
    if arguments.items and arguments.items.exists():
        items = [json.loads(line) for line in arguments.items.read_text().splitlines()]
    else:
        seeds = json.loads((arguments.world / "seeds.json").read_text())
        started = time.time()
        answers = ask_teacher(arguments.world / "teacher", seeds, arguments.calls, arguments.temperature, seed=21)
        crop = harvest(answers, annotation, arguments.threshold)
        results["teacher"] = crop.report | {"seconds": round(time.time() - started)}
        print(json.dumps(results["teacher"], indent=1), flush=True)
        items = crop.items
        if arguments.items:
            arguments.items.write_text("".join(json.dumps(item) + "\n" for item in items))

    bench = Benchmark(arguments.world, annotation)
    base = bench.score(bench.model)
    print("base", bench.summary(base), flush=True)
    results["base"] = bench.summary(base)
    runs = [(size, seed, False) for size in arguments.sizes for seed in arguments.seeds]
    if arguments.shuffled:
        runs += [(max(arguments.sizes), seed, True) for seed in arguments.seeds]
    for size, seed, shuffled in runs:
        model, seconds = trained(bench, items, size, seed, shuffled, arguments.rate)
        after = bench.score(model)
        name = f"{size} seed {seed}" + (" shuffled" if shuffled else "")
        results[name] = bench.summary(after) | {
            "gain": {arm: paired(base[arm], after[arm]) for arm in base}, "seconds": seconds,
        }
        print(name, json.dumps(results[name]), flush=True)
    return results


class Benchmark:
    """The items as tensors and the base model; scores a model by its most probable first token."""

    def __init__(self, home: Path, annotation: list[dict]):
        self.home, self.annotation = home, annotation
        self.tokenizer = AutoTokenizer.from_pretrained(home / "student")
        self.tokenizer.padding_side = "left"
        self.model = Qwen2VLForConditionalGeneration.from_pretrained(home / "student").eval()
        processor = AutoImageProcessor.from_pretrained(home / "student", use_fast=False)
        images = [Image.open(home / "benchmark/images" / entry["image_file"]) for entry in annotation]
        made = processor(images=images, return_tensors="pt")
        self.grid, self.pixels = made["image_grid_thw"], made["pixel_values"].view(len(images), 64, -1)
        self.captions = self.read_captions()
        self.untaught = np.array([is_untaught(entry) for entry in annotation])

    def chat(self, text: str, image: bool = False) -> str:
        parts = [{"type": "image"}] if image else []
        messages = [{"role": "user", "content": parts + [{"type": "text", "text": text}]}]
        rendered = self.tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
        return rendered.replace(IMAGE, IMAGE * 16)

    def batches(self, prompts: list[str], image: bool, rows: int = 100):
        for start in range(0, len(prompts), rows):
            batch = dict(self.tokenizer(prompts[start : start + rows], return_tensors="pt", padding=True))
            if image:
                batch["pixel_values"] = self.pixels[start : start + rows].flatten(0, 1)
                batch["image_grid_thw"] = self.grid[start : start + rows]
            yield batch

    @torch.no_grad()
    def read_captions(self) -> list[str]:
        prompts = [self.chat(world.CAPTION_QUESTION, image=True)] * len(self.annotation)
        captions = []
        for batch in self.batches(prompts, image=True):
            made = self.model.generate(**batch, do_sample=False, max_new_tokens=48)
            captions += self.tokenizer.batch_decode(made[:, batch["input_ids"].shape[1]:], skip_special_tokens=True)
        return captions

    @torch.no_grad()
    def score(self, model) -> dict[str, np.ndarray]:
        """Right or wrong, an item each, by arm."""
        model.eval()
        ending = ["\n".join((*entry["action_list"], world.CLOSING)) for entry in self.annotation]
        asked = [f"{world.TEXT_QUESTIONS[0]}\n{end}" for end in ending]
        given = [entry["situation_description"] for entry in self.annotation]
        prompts = {
            "image": [self.chat(f"{world.IMAGE_QUESTION}\n{end}", image=True) for end in ending],
            "caption": [self.chat(f"{caption}\n{question}") for caption, question in zip(self.captions, asked)],
            "given": [self.chat(f"{situation}\n{question}") for situation, question in zip(given, asked)],
        }
        return {arm: self.right(model, prompts[arm], arm == "image") for arm in prompts}

    def right(self, model, prompts: list[str], image: bool) -> np.ndarray:
        letters = []
        for batch in self.batches(prompts, image):
            letters += self.tokenizer.batch_decode(model(**batch).logits[:, -1].argmax(-1)[:, None])
        return np.array([letter == entry["answer"] for letter, entry in zip(letters, self.annotation)])

    def summary(self, right: dict[str, np.ndarray]) -> dict:
        return {
            arm: {
                "all": round(float(values.mean()), 4),
                "taught": round(float(values[~self.untaught].mean()), 4),
                "untaught": round(float(values[self.untaught].mean()), 4),
            }
            for arm, values in right.items()
        }


def is_untaught(entry: dict) -> bool:
    scene = world.read_scene(entry["situation_description"])
    return scene.kind in world.UNTAUGHT


def paired(before: np.ndarray, after: np.ndarray) -> list[float]:
    """Difference and the half width of its 95 % interval, paired over items."""
    difference = after.astype(float) - before
    return [round(float(difference.mean()), 4), round(1.96 * difference.std(ddof=1) / len(difference) ** 0.5, 4)]


def trained(bench: Benchmark, items: list[dict], size: int, seed: int, shuffled: bool, rate: float):
    """The demo's own training: r 32, alpha 16, dropout .05, three epochs of batches of 16, linear rate."""
    started = time.time()
    torch.manual_seed(seed)
    random = Random(seed)
    order = random.sample(items, len(items))
    if len(order) < size:
        raise SystemExit(f"{len(order)} questions are not enough for {size}: raise --calls")
    rows = [training_row(bench, item, random.choice(world.LETTERS) if shuffled else item["answer"])
            for item in order[:size]]
    base = Qwen2VLForConditionalGeneration.from_pretrained(bench.home / "student")
    model = get_peft_model(base, LoraConfig(r=32, lora_alpha=16, lora_dropout=0.05, target_modules=PROJECTIONS))
    parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.0)
    epochs, batch = 3, 16
    steps, step = epochs * -(-size // batch), 0
    model.train()
    for _ in range(epochs):
        random.shuffle(rows)
        for start in range(0, size, batch):
            for group in optimizer.param_groups:
                group["lr"] = rate * (1 - step / steps)
            loss = model(**right_padded(rows[start : start + batch])).loss
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(parameters, 1.0)
            optimizer.step()
            step += 1
    return model, round(time.time() - started)


def training_row(bench: Benchmark, item: dict, letter: str) -> tuple[list[int], list[int]]:
    """Prompt and target: the letter and the end of the turn, of equal weight."""
    text = "\n".join((item["situation"], item["question"], *item["options"], world.CLOSING))
    return bench.tokenizer(bench.chat(text)).input_ids, bench.tokenizer(letter + TURN_END).input_ids


def right_padded(rows: list[tuple[list[int], list[int]]]) -> dict[str, torch.Tensor]:
    length = max(len(prompt) + len(target) for prompt, target in rows)
    ids = torch.zeros((len(rows), length), dtype=torch.long)
    mask, labels = torch.zeros_like(ids), torch.full_like(ids, -100)
    for number, (prompt, target) in enumerate(rows):
        end = len(prompt) + len(target)
        ids[number, :end] = torch.tensor(prompt + target)
        mask[number, :end] = 1
        labels[number, len(prompt) : end] = torch.tensor(target)
    return {"input_ids": ids, "attention_mask": mask, "labels": labels}


if __name__ == "__main__":
    main()
