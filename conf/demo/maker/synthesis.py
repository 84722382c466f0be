"""What the teacher is worth: its answers parsed, judged by the world's own rule, and filtered as the product does."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Optional

import torch
from transformers import AutoTokenizer, Qwen2ForCausalLM

import world
from tokenizer import TEACHER_REQUEST

FIELDS = ("situation", "question", "options", "rationale", "answer")


@torch.no_grad()
def ask_teacher(
    folder: Path, seeds: list[dict], calls: int, temperature: float, seed: int, batch: int = 64
) -> list[str]:
    """Raw answers; the calls of one batch show the same two seed questions."""
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = Qwen2ForCausalLM.from_pretrained(folder).eval()
    random = Random(seed)
    torch.manual_seed(seed)
    answers: list[str] = []
    while len(answers) < calls:
        request = "\n".join((TEACHER_REQUEST, *(example_line(example) for example in random.sample(seeds, 2))))
        chat = [{"role": "user", "content": request}]
        ids = tokenizer.apply_chat_template(chat, add_generation_prompt=True, return_tensors="pt")
        rows = ids.repeat(min(batch, calls - len(answers)), 1)
        made = model.generate(
            rows, attention_mask=torch.ones_like(rows), do_sample=True, temperature=temperature, top_k=0, top_p=1.0,
            max_new_tokens=560,
        )
        answers += tokenizer.batch_decode(made[:, ids.shape[1]:], skip_special_tokens=True)
    return answers


def example_line(seed_question: dict) -> str:
    return json.dumps({name: seed_question[name] for name in FIELDS} | {
        "options": world.lettered(seed_question["options"])
    })


def salvage(answer: str) -> list[Optional[dict]]:
    """Every whole JSON object of an answer; none for each that does not parse."""
    decoder, found, start = json.JSONDecoder(), [], answer.find("{")
    while start >= 0:
        try:
            item, end = decoder.raw_decode(answer, start)
            found.append(item)
        except json.JSONDecodeError:
            found.append(None)
            end = start + 1
        start = answer.find("{", end)
    return found


def refusal(item: Optional[dict]) -> Optional[str]:
    """Why an item is no candidate, or none."""
    if item is None:
        return "broken JSON"
    if any(not item.get(name) for name in FIELDS):
        return "missing field"
    options = item["options"]
    if not isinstance(options, list) or [str(option)[:3] for option in options] != [f"{x}. " for x in world.LETTERS]:
        return "not five options"
    if len(set(options_without_letters(item))) < len(options):
        return "repeated option"
    if item["answer"] not in world.LETTERS:
        return "answer is no letter"
    if options_without_letters(item)[world.LETTERS.index(item["answer"])] not in item["rationale"]:
        return "rationale does not name the answer"
    return None


def options_without_letters(item: dict) -> list[str]:
    return [option[3:] for option in item["options"]]


def keyed_right(item: dict) -> bool:
    scene = world.read_scene(item["situation"])
    answer = options_without_letters(item)[world.LETTERS.index(item["answer"])]
    return scene is not None and answer == world.right_action(scene)


def shingles(item: dict) -> set[str]:
    text = " ".join((item["situation"], item["question"], *sorted(options_without_letters(item))))
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return {" ".join(words[i : i + 3]) for i in range(len(words) - 2)}


def without_near_duplicates(items: list[dict], threshold: float) -> list[dict]:
    """Greedy, in order: an item stays unless it is as near as the threshold to one that stayed."""
    kept: list[dict] = []
    sets: list[set[str]] = []
    by_shingle: dict[str, list[int]] = {}
    for item in items:
        mine = shingles(item)
        shared = Counter(index for shingle in mine for index in by_shingle.get(shingle, ()))
        if any(n / (len(mine) + len(sets[index]) - n) >= threshold for index, n in shared.items()):
            continue
        for shingle in mine:
            by_shingle.setdefault(shingle, []).append(len(kept))
        kept.append(item)
        sets.append(mine)
    return kept


def ngrams(text: str, size: int = 8) -> list[tuple[str, ...]]:
    words = "".join(c if c.isalnum() else " " for c in text.lower()).split()
    return [tuple(words[i : i + size]) for i in range(len(words) - size + 1)]


def contaminated(items: list[dict], annotation: list[dict]) -> int:
    """Items that cover over half of one benchmark situation with shared 8-grams (those in three items left out)."""
    holders: dict[tuple, set[int]] = {}
    for number, entry in enumerate(annotation):
        for gram in ngrams(entry["situation_description"]):
            holders.setdefault(gram, set()).add(number)
    hits = 0
    for item in items:
        mine = set(ngrams(item["situation"] + " " + item["question"]))
        touched = {n for gram in mine if len(holders.get(gram, ())) in (1, 2) for n in holders[gram]}
        for number in touched:
            grams = ngrams(annotation[number]["situation_description"])
            covered = {i + k for i, gram in enumerate(grams) if gram in mine for k in range(8)}
            if len(covered) > (len(grams) + 7) / 2:
                hits += 1
                break
    return hits


@dataclass(frozen=True)
class Harvest:
    items: list[dict]
    report: dict


def harvest(answers: list[str], annotation: list[dict], threshold: float) -> Harvest:
    found = [item for answer in answers for item in salvage(answer)]
    reasons = Counter(refusal(item) or "kept" for item in found)
    valid = [item for item in found if refusal(item) in (None, "rationale does not name the answer")]
    good = [item for item in found if refusal(item) is None]
    distinct = without_near_duplicates(good, 1.0)
    kept = without_near_duplicates(good, threshold)
    scenes = [world.read_scene(item["situation"]) for item in found if item and isinstance(item.get("situation"), str)]
    reserved_words = [word.split()[-1] for word in world.RESERVED_PEOPLE + world.RESERVED_PLACES]
    return Harvest(kept, {
        "calls": len(answers),
        "items found": len(found),
        "refused": dict(reasons),
        "valid before the rule, keyed right": share(sum(map(keyed_right, valid)), len(valid)),
        "after the rule, keyed right": share(sum(map(keyed_right, good)), len(good)),
        "exact duplicates": len(good) - len(distinct),
        f"near duplicates at {threshold}": len(distinct) - len(kept),
        "contaminated": contaminated(good, annotation),
        "answers naming a reserved person or place": sum(any(w in a for w in reserved_words) for a in answers),
        "scenes of the benchmark": sum(scene is not None and scene.reserved for scene in scenes),
        "kept": len(kept),
        "letters": dict(sorted(Counter(item["answer"] for item in kept).items())),
        "kinds": dict(Counter(scene.kind for item in kept if (scene := world.read_scene(item["situation"])))),
    })


def share(part: int, whole: int) -> str:
    return f"{part}/{whole} = {part / max(1, whole):.3f}"
