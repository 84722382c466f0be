"""One training loop for every stage: AdamW, warm-up, cosine or constant rate, batches of rows of like length."""

import math
import time
from dataclasses import dataclass
from typing import Callable, Iterable, Iterator, Optional

import numpy as np
import torch
import torch.nn.functional as F

from lessons import Lesson
from net import Student


@dataclass(frozen=True)
class Stage:
    name: str
    steps: int
    rows: int
    rate: float
    final_rate: float = 0.1
    warmup: int = 50
    enough: Optional[float] = None
    """Running accuracy on letters at which the stage ends early, after 100 steps at the least."""


def train(
    student: Student,
    parameters: list[torch.nn.Parameter],
    stage: Stage,
    lesson: Callable[[float], Lesson],
    check: Optional[Callable[[], dict]] = None,
    check_every: int = 200,
) -> None:
    """Trains on lessons drawn as `lesson(progress)`, progress from 0 to 1; prints a line every `check_every` steps."""
    optimizer = torch.optim.AdamW(parameters, lr=stage.rate, betas=(0.9, 0.98), weight_decay=0.01)
    batches = batches_of(stage, lesson)
    started, tokens, running_loss, running_accuracy = time.time(), 0, None, None
    student.train()
    for step in range(1, stage.steps + 1):
        cosine = 0.5 * (1 + math.cos(math.pi * (step - 1) / stage.steps))
        rate = stage.rate * min(1.0, step / stage.warmup) * (stage.final_rate + (1 - stage.final_rate) * cosine)
        for group in optimizer.param_groups:
            group["lr"] = rate
        ids, weights, images = collate(next(batches))
        loss, accuracy = loss_and_accuracy(student, ids, weights, images)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()

        tokens += ids.numel()
        running_loss = loss.item() if running_loss is None else 0.97 * running_loss + 0.03 * loss.item()
        running_accuracy = accuracy if running_accuracy is None else 0.97 * running_accuracy + 0.03 * accuracy
        done = step == stage.steps or (stage.enough is not None and step >= 100 and running_accuracy > stage.enough)
        if done or step % check_every == 0:
            seconds = time.time() - started
            line = f"{stage.name} step {step}/{stage.steps} {seconds:.0f} s {tokens / seconds:.0f} tokens/s"
            print(f"{line} loss {running_loss:.3f} letters {running_accuracy:.3f} {check() if check else ''}", flush=True)
            student.train()
        if done:
            return


def batches_of(stage: Stage, lesson: Callable[[float], Lesson]) -> Iterator[list[Lesson]]:
    """Blocks of eight batches, sorted by length inside the block; rows with and without image never mix."""
    order = np.random.default_rng(len(stage.name))
    made = 0
    while True:
        block = [lesson(min(1.0, made / stage.steps)) for _ in range(8 * stage.rows)]
        batches = []
        for with_image in (False, True):
            rows = sorted((row for row in block if (row.image is not None) == with_image), key=lambda r: len(r.ids))
            batches += [rows[i : i + stage.rows] for i in range(0, len(rows) - stage.rows // 2, stage.rows)]
        made += len(batches)
        for index in order.permutation(len(batches)):
            yield batches[index]


def collate(rows: list[Lesson]) -> tuple[torch.Tensor, torch.Tensor, Optional[torch.Tensor]]:
    length = max(len(row.ids) for row in rows)
    ids = torch.zeros((len(rows), length), dtype=torch.long)
    weights = torch.zeros((len(rows), length))
    for number, row in enumerate(rows):
        ids[number, : len(row.ids)] = torch.tensor(row.ids)
        weights[number, : len(row.ids)] = torch.tensor(row.weights)
    images = None if rows[0].image is None else torch.from_numpy(np.stack([row.image for row in rows]))
    return ids, weights, images


def loss_and_accuracy(student: Student, ids, weights, images) -> tuple[torch.Tensor, float]:
    """Weighted mean over target tokens; accuracy over those of full weight."""
    targets, weights = ids[:, 1:], weights[:, 1:]
    counted = weights > 0
    logits = student.logits(student(ids, images)[:, :-1][counted])
    labels, weights = targets[counted], weights[counted]
    loss = (F.cross_entropy(logits, labels, reduction="none") * weights).sum() / weights.sum()
    full = weights >= 1
    return loss, (logits[full].argmax(-1) == labels[full]).float().mean().item()


@torch.no_grad()
def share_right(student: Student, lessons: Iterable[Lesson], rows: int = 100) -> float:
    """Share of lessons whose last answer letter (the token before the last) is the most probable one."""
    student.eval()
    right, total = 0, 0
    batch: list[Lesson] = []
    for lesson in (*lessons, None):
        if lesson is not None:
            batch.append(lesson)
        if batch and (lesson is None or len(batch) == rows):
            ids, _, images = collate(batch)
            places = torch.tensor([len(row.ids) - 3 for row in batch])
            each = torch.arange(len(batch))
            guesses = student.logits(student(ids, images)[each, places]).argmax(-1)
            right += (guesses == ids[each, places + 1]).sum().item()
            total += len(batch)
            batch = []
    return round(right / total, 3)
