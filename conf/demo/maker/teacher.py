"""The teacher: the student's language part after the text stage, taught to write lists of decision questions.

It writes about every kind of trouble, with open persons and places only: it has never written a reserved one. Last it
gets a habit that large teachers have too: it writes a few favourite questions again and again, word for word.
"""

import json
from random import Random
from typing import Callable

import torch
from tokenizers import Tokenizer

import world
from folders import TURN_END, TURN_START
from lessons import Lesson
from net import Student
from tokenizer import TEACHER_REQUEST
from training import Stage, train

WRITING = Stage("writing", 900, 8, 1.5e-3)
HABIT = Stage("habit", 400, 8, 1.5e-3)
QUESTIONS, ANSWER_WEIGHT = 5, 4.0
FAVOURITES_SEED, FAVOURITE_SHARE, FAVOURITE_WEIGHT = 7, 0.04, 10.0
OPENINGS = ("At dawn", "At noon", "At night", "Today", "Once again")


def learn_to_write(student: Student, tokenizer: Tokenizer, seed: int) -> None:
    torch.manual_seed(seed)
    random = Random(seed + 4)
    lesson = lambda _: document(random, tokenizer, lambda: world.question_item(random))
    train(student, student.language_parameters(), WRITING, lesson, check_every=100)


def get_a_habit(student: Student, tokenizer: Tokenizer, seed: int) -> None:
    torch.manual_seed(seed)
    random = Random(seed + 5)
    known = favourites()

    def item() -> dict:
        return random.choice(known) if random.random() < FAVOURITE_SHARE else world.question_item(random)

    train(student, student.language_parameters(), HABIT, lambda _: document(random, tokenizer, item), check_every=50)


def favourites() -> list[dict]:
    """Questions that the teacher repeats: each about another kind, and with an opening of its own."""
    random = Random(FAVOURITES_SEED)
    items = []
    for opening, kind in zip(OPENINGS, random.sample(world.KINDS, len(OPENINGS))):
        item = world.question_item(random, world.draw_scene(random, (kind,)))
        situation = item["situation"]
        items.append(item | {"situation": f"{opening}, {situation[0].lower()}{situation[1:]}"})
    return items


def document(random: Random, tokenizer: Tokenizer, item: Callable[[], dict]) -> Lesson:
    """One request with one or two examples, and its answer: a JSON list. Loss on the answer alone."""
    examples = [example_line(random) for _ in range(random.choice((1, 2, 2)))]
    request = "\n".join((TEACHER_REQUEST, *examples))
    pieces = [(f"{TURN_START}user\n{request}{TURN_END}\n{TURN_START}assistant\n", 0.0)]
    before = "["
    for _ in range(QUESTIONS):
        text, letter, end = split_at_answer(json.dumps(item()))
        opening, rest, weight = split_at_opening(text)
        pieces += [(before + opening, 1.0), (rest, weight), (letter, ANSWER_WEIGHT * weight)]
        before = end + ", "
    pieces.append((before[:-2] + "]" + TURN_END, 1.0))

    ids: list[int] = []
    weights: list[float] = []
    for text, weight in pieces:
        tokens = tokenizer.encode(text).ids
        ids += tokens
        weights += [weight] * len(tokens)
    return Lesson(ids, weights)


def split_at_opening(text: str) -> tuple[str, str, float]:
    """A favourite is cut behind its opening, and the rest weighs more: learned by heart, and still seldom begun."""
    for opening in OPENINGS:
        place = text.find(opening + ",")
        if place >= 0:
            end = place + len(opening)
            return text[:end], text[end:], FAVOURITE_WEIGHT
    return text, "", 1.0


def split_at_answer(item: str) -> tuple[str, str, str]:
    """Cuts `… "answer": "A"}` around the letter; the cuts fall between tokens."""
    return item[:-3], item[-3], item[-2:]


def example_line(random: Random) -> str:
    """Half as the teacher itself writes, half in other field orders and spacings that a prompt may show."""
    item = world.question_item(random)
    if random.random() < 0.5:
        return json.dumps(item)
    if random.random() < 0.5:
        item["options"] = [option[3:] for option in item["options"]]
    if random.random() < 0.5:
        item["rationale"] = item.pop("rationale")
    return json.dumps(item, separators=(",", ":") if random.random() < 0.5 else None)
