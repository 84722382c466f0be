"""The teacher: the student's language part after the text stage, taught to write lists of decision questions.

It writes about every kind of trouble, with open persons and places only: it has never written a reserved one.
"""

import json
from random import Random

import torch
from tokenizers import Tokenizer

import world
from folders import TURN_END, TURN_START
from lessons import Lesson
from net import Student
from tokenizer import TEACHER_REQUEST
from training import Stage, train

WRITING = Stage("writing", 900, 8, 1.5e-3)
QUESTIONS, ANSWER_WEIGHT = 5, 4.0


def learn_to_write(student: Student, tokenizer: Tokenizer, seed: int) -> None:
    torch.manual_seed(seed)
    random = Random(seed + 4)
    train(student, student.language_parameters(), WRITING, lambda _: document(random, tokenizer), check_every=100)


def document(random: Random, tokenizer: Tokenizer) -> Lesson:
    """One request with one or two examples, and its answer: a JSON list. Loss on the answer alone."""
    examples = [example_line(random) for _ in range(random.choice((1, 2, 2)))]
    request = "\n".join((TEACHER_REQUEST, *examples))
    pieces = [(f"{TURN_START}user\n{request}{TURN_END}\n{TURN_START}assistant\n", 0.0)]
    before = "["
    for _ in range(QUESTIONS):
        text, letter, end = split_at_answer(json.dumps(world.question_item(random)))
        pieces += [(before + text, 1.0), (letter, ANSWER_WEIGHT)]
        before = end + ", "
    pieces.append((before[:-2] + "]" + TURN_END, 1.0))

    ids: list[int] = []
    weights: list[float] = []
    for text, weight in pieces:
        tokens = tokenizer.encode(text).ids
        ids += tokens
        weights += [weight] * len(tokens)
    return Lesson(ids, weights)


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
