"""Writes the expected values of TestRougePairs and TestShingles into common/src/test/resources/org/wordsight/dedup.

python make_duplicate_cases.py OUT          (Python 3.11, rouge-score 0.1.2)

rouge.jsonl: pairs of texts and their ROUGE-L F by rouge-score, without a stemmer.
shingles.json: the shingles of some texts, hashed like in version 1 of SignatureFormat, by a separate implementation.
"""

import json
import random
import sys
from pathlib import Path

from rouge_score import rouge_scorer

BITS = (1 << 64) - 1
SHINGLE_TEXTS = ["", "help", "help him", "help him up", "call for help and then help him up", "don't wait",
                 "caf\u00e9 \u706b\u4e8b \U0001f525 na\u00efve", "a b c a b c a b c"]


def mixed(value):
    value = ((value ^ (value >> 33)) * 0xff51afd7ed558ccd) & BITS
    value = ((value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53) & BITS
    return value ^ (value >> 33)


def word_hash(word):
    value = 0xcbf29ce484222325
    units = word.encode("utf-16-le")
    for i in range(0, len(units), 2):
        value = ((value ^ int.from_bytes(units[i:i + 2], "little")) * 0x100000001b3) & BITS
    return mixed(value)


def shingles(words):
    width = min(3, len(words))
    found = set()
    for start in range(len(words) - width + 1 if words else 0):
        value = 0
        for word in words[start:start + width]:
            value = mixed((value * 31 + word_hash(word)) & BITS)
        found.add(value - (1 << 64) if value >> 63 else value)
    return sorted(found)


def pairs(generator):
    vocabulary = [f"word{i}" for i in range(40)]
    for _ in range(60):
        one = [generator.choice(vocabulary) for _ in range(generator.randint(1, 180))]
        other = list(one)
        for _ in range(generator.randint(0, len(one))):
            place = generator.randrange(len(other) + 1)
            change = generator.randrange(3)
            if change == 0:
                other.insert(place, generator.choice(vocabulary))
            elif change == 1 and other:
                other[min(place, len(other) - 1)] = generator.choice(vocabulary)
            elif len(other) > 1:
                del other[min(place, len(other) - 1)]
        yield " ".join(one), " ".join(other)
    yield "The man fell on the ice.", "On the ice, the man fell!"
    yield "help", "wait"
    yield "A dog sits alone in a hot car.", "A dog sits alone in a very hot car outside the shop."


def main():
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    scorer = rouge_scorer.RougeScorer(["rougeL"], use_stemmer=False)
    with open(out / "rouge.jsonl", "w", encoding="utf-8") as file:
        for one, other in pairs(random.Random(20)):
            score = scorer.score(one, other)["rougeL"].fmeasure
            file.write(json.dumps({"one": one, "other": other, "score": score}) + "\n")
    # The words, normalised like in the product. This normalisation is not compared here.
    cases = [{"words": text.replace("'", "").replace("\u706b\u4e8b", "\u706b \u4e8b").split(), "hashes": None}
             for text in SHINGLE_TEXTS]
    for case in cases:
        case["hashes"] = shingles(case["words"])
    with open(out / "shingles.json", "w", encoding="utf-8") as file:
        json.dump(cases, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main()
