"""What the student reads in each stage: conversations as token ids with a weight for every target token."""

from dataclasses import dataclass
from random import Random
from typing import Optional

import numpy as np
from tokenizers import Tokenizer

import world
from drawing import draw
from folders import IMAGE, TURN_END, TURN_START, VISION_END, VISION_START
from net import VISUAL_TOKENS

CAPTION_WEIGHT, SITUATION_WEIGHT, END_WEIGHT = 0.25, 0.15, 0.1


@dataclass(frozen=True)
class Lesson:
    ids: list[int]
    weights: list[float]
    image: Optional[np.ndarray] = None


@dataclass(frozen=True)
class Turn:
    user: str
    answer: str
    weight: float = 1.0


class Lessons:
    """Draws lessons. Everything random comes from the two generators, so a stage can be made again."""

    def __init__(self, tokenizer: Tokenizer, seed: int):
        self.tokenizer = tokenizer
        self.random = Random(seed)
        self.generator = np.random.default_rng(seed)
        self.cache: dict[str, list[int]] = {}
        self.phrase_tokens = sorted({t for phrase in world.ALL_PHRASES for t in self.encode(" " + phrase)})
        self.letters = [self.encode(letter)[0] for letter in world.LETTERS]

    def encode(self, text: str) -> list[int]:
        ids = self.cache.get(text)
        if ids is None:
            ids = self.tokenizer.encode(text, add_special_tokens=False).ids
            if len(self.cache) < 200_000:
                self.cache[text] = ids
        return ids

    def conversation(
        self, turns: list[Turn], situation: Optional[str] = None, image: Optional[np.ndarray] = None
    ) -> Lesson:
        """The chat frame of the checkpoints. What is shown or told stands first in the first user turn."""
        ids: list[int] = []
        weights: list[float] = []

        def add(text: str, weight: float = 0.0) -> None:
            tokens = self.encode(text)
            ids.extend(tokens)
            weights.extend([weight] * len(tokens))

        for number, turn in enumerate(turns):
            add(("\n" if number else "") + TURN_START + "user\n")
            if number == 0 and image is not None:
                add(VISION_START + IMAGE * VISUAL_TOKENS + VISION_END)
            if number == 0 and situation is not None:
                add(situation + "\n", SITUATION_WEIGHT)
            add(turn.user + TURN_END + "\n" + TURN_START + "assistant\n")
            add(turn.answer, turn.weight)
            add(TURN_END, turn.weight * (END_WEIGHT if len(turn.answer) == 1 else 1.0))
        return Lesson(ids, weights, image)

    # Stage A: a random string three times over; the second and third can be copied from the first.
    def repetition(self) -> Lesson:
        string = [self.random.choice(self.phrase_tokens) for _ in range(self.random.randrange(8, 20))]
        return Lesson(string * 3, [0.0] * len(string) + [1.0] * (2 * len(string)))

    # Stage B: "A x B y …", then "y B x A …": a letter is called up by the token that it was bound to.
    def bound_tokens(self, pool: list[int], sizes: tuple[int, ...], queries: int = 10) -> Lesson:
        tokens = self.random.sample(pool, self.random.choice(sizes))
        ids = [part for pair in zip(self.letters, tokens) for part in pair]
        weights = [0.0] * len(ids)
        for _ in range(queries):
            place = self.random.randrange(len(tokens))
            ids += [tokens[place], self.letters[place]]
            weights += [0.0, 1.0]
        return Lesson(ids, weights)

    # Stage C: the same with phrases in an option list, without and with the chat frame.
    def bound_phrases(self, queries: int = 8) -> Lesson:
        phrases = self.random.sample(world.ALL_PHRASES, self.random.choice((3, 4, 5, 5)))
        ids = list(self.encode("\n".join(world.lettered(phrases)) + "\n"))
        weights = [0.0] * len(ids)
        for _ in range(queries):
            place = self.random.randrange(len(phrases))
            asked = self.encode(" " + phrases[place] + ":")
            ids += asked + [self.letters[place]] + self.encode("\n")
            weights += [0.0] * len(asked) + [1.0, 0.0]
        return Lesson(ids, weights)

    def asked_phrases(self, queries: int = 5) -> Lesson:
        phrases = self.random.sample(world.ALL_PHRASES, self.random.choice((3, 4, 5, 5, 5)))
        turns = []
        for number in range(queries):
            place = self.random.randrange(len(phrases))
            question = f"Which letter is {phrases[place]}?"
            listing = "\n".join(world.lettered(phrases)) + "\n" if number == 0 else ""
            turns.append(Turn(listing + question, world.LETTERS[place]))
        return self.conversation(turns)

    # Stages D and J: questions about one scene, told or shown.
    def told_scene(self, questions: int = 4) -> Lesson:
        scene, turns = self.scene_turns(questions, image=False)
        style = self.random.random()
        if style < 0.65:
            situation = world.told(self.random, scene)
        elif style < 0.8:
            situation = world.annotated(self.random, scene)
        else:
            situation = world.listed(self.random, scene)
        return self.conversation(turns, situation=situation)

    def shown_scene(self, questions: int = 3, caption_share: float = 0.5) -> Lesson:
        scene, turns = self.scene_turns(questions, image=True)
        if self.random.random() < caption_share:
            # Last, or the answers would be read off the caption instead of the image.
            turns.append(Turn(world.CAPTION_QUESTION, world.told(self.random, scene), CAPTION_WEIGHT))
        return self.conversation(turns, image=draw(scene, self.generator)[0])

    def shown_caption(self) -> Lesson:
        scene = world.draw_scene(self.random, open_only=False)
        turn = Turn(world.CAPTION_QUESTION, world.told(self.random, scene))
        return self.conversation([turn], image=draw(scene, self.generator)[0])

    def scene_turns(self, questions: int, image: bool) -> tuple[world.Scene, list[Turn]]:
        """Decisions only where the kind is taught and nothing is reserved; perception of everything."""
        kinds = world.TAUGHT if self.random.random() < 0.6 else world.KINDS
        scene = world.draw_scene(self.random, kinds, open_only=self.random.random() < 0.6)
        decidable = scene.kind in world.TAUGHT and not scene.reserved
        turns = []
        for _ in range(questions):
            if decidable and self.random.random() < 0.6:
                asked = world.decision(self.random, scene, world.TAUGHT_TROUBLES, image)
            else:
                asked = world.perception(self.random, scene)
            turns.append(Turn(*asked))
        return scene, turns
