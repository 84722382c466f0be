"""The tokenizer of both models: byte-level BPE with Qwen2's own split, trained on what the world says."""

import json
from random import Random

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

import world
from folders import SPECIAL_TOKENS

QWEN2_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
TEACHER_REQUEST = "Write 5 decision questions as a JSON list."
FRAME_WORDS = (
    f"user\n assistant\n system\n {world.CAPTION_QUESTION} {TEACHER_REQUEST} "
    "Which letter is yes no? Is it right?"
)


def train_tokenizer(samples: int = 6000, seed: int = 5) -> Tokenizer:
    """The text runs out of merges below the asked size: nearly every word ends as one token, each letter as one."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(QWEN2_SPLIT), "isolated"),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
    ])
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=1018, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), min_frequency=2,
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus(Random(seed), samples), trainer)
    tokenizer.add_special_tokens(SPECIAL_TOKENS)
    return tokenizer


def corpus(random: Random, samples: int):
    for _ in range(samples):
        scene = world.draw_scene(random, open_only=False)
        item = world.question_item(random, scene)
        yield json.dumps(item)
        yield "\n".join((item["situation"], item["question"], *item["options"], world.CLOSING))
        yield world.annotated(random, scene)
        yield world.listed(random, scene)
        yield world.perception(random, scene)[0]
        yield world.IMAGE_QUESTION
        yield FRAME_WORDS
