"""Writes a small test of decisions in text, in the form of benchmarks that curation compares questions with.

The teacher tells of the same world, so now and then it writes a question of this test. The demo drops those.

    python text_test.py
"""

import json
from pathlib import Path
from random import Random

import world

ITEMS, SEED = 60, 20262


def write_text_test(file: Path, items: int = ITEMS, seed: int = SEED) -> None:
    """One JSON object a line, every situation once."""
    random = Random(seed)
    rows: dict[str, dict] = {}
    while len(rows) < items:
        item = world.question_item(random)
        rows.setdefault(item["situation"], item)
    with file.open("w") as out:
        for number, item in enumerate(rows.values(), start=1):
            options = [option[3:] for option in item["options"]]
            row = {"id": f"t{number}", "fields": {"situation": item["situation"]}, "options": options}
            out.write(json.dumps(row) + "\n")


if __name__ == "__main__":
    write_text_test(Path(__file__).resolve().parent.parent / "text-test.jsonl")
