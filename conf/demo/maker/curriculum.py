"""The student's school: copying, binding letters, text, seeing, and both together.

Stages advance by what is learned, not by the clock, where the next one cannot start without it. Decisions are
taught for `world.TAUGHT` kinds only and never on reserved persons or places.
"""

import math
import time

import torch
from tokenizers import Tokenizer

import world
from drawing import draw
from lessons import Lesson, Lessons, Turn
from net import HIDDEN, VISUAL_TOKENS, Student, to_patches
from training import Stage, share_right, train

COPYING = Stage("copying", 1500, 64, 1e-3, final_rate=1.0, enough=0.85)
LETTERS = Stage("letters", 1500, 96, 1e-3, final_rate=1.0, warmup=1, enough=0.9)
PHRASES = Stage("phrases", 1500, 48, 1e-3, final_rate=1.0, warmup=1, enough=0.9)
TEXT = Stage("text", 1300, 24, 1.5e-3)
SEEING = Stage("seeing", 600, 64, 3e-3, final_rate=0.05)
JOINT = Stage("joint", 1100, 24, 1e-3)


def checks(student: Student, tokenizer: Tokenizer, count: int = 300) -> dict:
    """Shares right on fresh scenes, text then image: perception, decisions on taught and on untaught kinds."""
    lessons = Lessons(tokenizer, seed=99)
    result = {}
    for shown in (False, True):
        for name, kinds in (("perception", world.KINDS), ("taught", world.TAUGHT), ("untaught", world.UNTAUGHT)):
            rows = [check_row(lessons, name, kinds, shown) for _ in range(count)]
            result[("image " if shown else "text ") + name] = share_right(student, rows)
    return result


def check_row(lessons: Lessons, name: str, kinds: tuple, shown: bool) -> Lesson:
    scene = world.draw_scene(lessons.random, kinds, open_only=False)
    if name == "perception":
        turn = Turn(*world.perception(lessons.random, scene))
    else:
        turn = Turn(*world.decision(lessons.random, scene, tuple(world.TROUBLES), shown))
    if shown:
        return lessons.conversation([turn], image=draw(scene, lessons.generator)[0])
    return lessons.conversation([turn], situation=world.told(lessons.random, scene))


def learn_text(student: Student, tokenizer: Tokenizer, seed: int) -> None:
    """A to D: a language part that reads situations and answers with letters."""
    language = student.language_parameters()
    lessons = Lessons(tokenizer, seed + 1)
    random = lessons.random

    train(student, language, COPYING, lambda _: lessons.repetition(), check_every=100)

    def letters(_: float) -> Lesson:
        if random.random() < 0.2:
            return lessons.repetition()
        if random.random() < 0.4:
            return lessons.bound_tokens(lessons.phrase_tokens[:10], (2, 3))
        return lessons.bound_tokens(lessons.phrase_tokens, (2, 3, 5))

    train(student, language, LETTERS, letters, check_every=100)

    def phrases(_: float) -> Lesson:
        if random.random() < 0.1:
            return lessons.bound_tokens(lessons.phrase_tokens, (3, 5))
        return lessons.bound_phrases() if random.random() < 0.5 else lessons.asked_phrases()

    train(student, language, PHRASES, phrases, check_every=100)

    def text(_: float) -> Lesson:
        share = random.random()
        return lessons.bound_phrases() if share < 0.05 else (
            lessons.asked_phrases() if share < 0.15 else lessons.told_scene())

    train(student, language, TEXT, text, check=lambda: checks(student, tokenizer))


def learn_to_see(student: Student, tokenizer: Tokenizer, seed: int) -> None:
    """V: without the language part, each visual token is drawn to the sum of the words for what its cell holds."""
    torch.manual_seed(seed)
    lessons = Lessons(tokenizer, seed + 2)
    words = student.embedding.weight.detach()
    scale = torch.stack([meaning(words, lessons, place) for place in world.PLACES]).norm(dim=-1).mean()
    parameters = list(student.vision.parameters())
    optimizer = torch.optim.AdamW(parameters, lr=SEEING.rate, betas=(0.9, 0.98), weight_decay=0.01)
    started, running = time.time(), None
    for step in range(1, SEEING.steps + 1):
        images, targets, weights = [], torch.empty(SEEING.rows, VISUAL_TOKENS, HIDDEN), []
        for row in range(SEEING.rows):
            scene = world.draw_scene(lessons.random, open_only=False)
            image, cells = draw(scene, lessons.generator)
            images.append(torch.from_numpy(image))
            targets[row] = meaning(words, lessons, scene.place)
            weight = [0.3] * VISUAL_TOKENS
            facts = [(f"{scene.severity} {scene.noun}", 3.0), (scene.person.split(" ", 1)[1], 2.0)]
            if scene.helper:
                facts.append((scene.helper, 2.0))
            for cell, (fact, importance) in zip(cells, facts):
                targets[row, cell] = meaning(words, lessons, fact)
                weight[cell] = importance
            weights.append(weight)
        weights = torch.tensor(weights)
        cosine = 0.5 * (1 + math.cos(math.pi * step / SEEING.steps))
        for group in optimizer.param_groups:
            group["lr"] = SEEING.rate * min(1.0, step / 50) * (SEEING.final_rate + (1 - SEEING.final_rate) * cosine)
        error = ((student.vision(to_patches(torch.stack(images))) - targets) ** 2).sum(-1) / scale**2
        loss = (error * weights).sum() / weights.sum()
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        running = loss.item() if running is None else 0.95 * running + 0.05 * loss.item()
        if step % 100 == 0:
            print(f"seeing step {step} {time.time() - started:.0f} s loss {running:.4f}", flush=True)


def meaning(words: torch.Tensor, lessons: Lessons, text: str) -> torch.Tensor:
    return words[[lessons.encode(" " + word)[0] for word in text.split()]].sum(0)


def learn_jointly(student: Student, tokenizer: Tokenizer, seed: int) -> None:
    """J: all weights, mostly image conversations; captions alone from the start, text so that it is not forgotten."""
    torch.manual_seed(seed)
    lessons = Lessons(tokenizer, seed + 3)
    random = lessons.random

    def joint(_: float) -> Lesson:
        share = random.random()
        if share < 0.15:
            return lessons.shown_caption()
        if share < 0.78:
            return lessons.shown_scene()
        return lessons.asked_phrases() if share < 0.81 else lessons.told_scene()

    train(student, list(student.parameters()), JOINT, joint, check=lambda: checks(student, tokenizer), check_every=100)
