"""Makes the embedded world: tokenizer, student, teacher, benchmark, seed questions. Continues where it stopped.

    python make.py                    # everything, into the folder above this one
    python make.py --out /tmp/world   # elsewhere
"""

import argparse
import os
from pathlib import Path
from random import Random

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import torch  # noqa: E402  (reads the line above)
from tokenizers import Tokenizer  # noqa: E402

import world  # noqa: E402
from benchmark import write_benchmark  # noqa: E402
from curriculum import learn_jointly, learn_text, learn_to_see  # noqa: E402
from export import compare_with_transformers, export_student, export_teacher  # noqa: E402
from folders import write_json  # noqa: E402
from net import Student  # noqa: E402
from teacher import get_a_habit, learn_to_write  # noqa: E402
from text_test import write_text_test  # noqa: E402
from tokenizer import train_tokenizer  # noqa: E402

SEED_QUESTIONS, SEED_QUESTIONS_SEED = 10, 11


def main() -> None:
    here = Path(__file__).resolve().parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=here.parent)
    parser.add_argument("--work", type=Path, default=here / "build", help="weights after each stage")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--only", choices=["student", "teacher", "data"], help="one part (teacher needs text.pt)")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    torch.set_flush_denormal(True)
    arguments.work.mkdir(parents=True, exist_ok=True)
    maker = Maker(arguments.work, arguments.out, arguments.seed)
    if arguments.only in (None, "data"):
        write_benchmark(arguments.out / "benchmark")
        write_seed_questions(arguments.out / "seeds.json")
        write_text_test(arguments.out / "text-test.jsonl")
    if arguments.only in (None, "student"):
        maker.make_student()
    if arguments.only in (None, "teacher"):
        maker.make_teacher()


class Maker:
    """The stages in order; each leaves its weights in the work folder and is skipped when they are there."""

    def __init__(self, work: Path, out: Path, seed: int):
        self.work, self.out, self.seed = work, out, seed
        file = work / "tokenizer.json"
        if not file.exists():
            train_tokenizer().save(str(file))
        self.tokenizer = Tokenizer.from_file(str(file))

    def make_student(self) -> None:
        student = self.stage("text", None, lambda net: learn_text(net, self.tokenizer, self.seed))
        student = self.stage("seeing", student, lambda net: learn_to_see(net, self.tokenizer, self.seed))
        student = self.stage("student", student, lambda net: learn_jointly(net, self.tokenizer, self.seed))
        export_student(student, self.tokenizer, self.out / "student")
        difference = compare_with_transformers(student, self.tokenizer, self.out / "student", vision=True)
        print(f"student: largest logit difference from transformers {difference:.1e}", flush=True)

    def make_teacher(self) -> None:
        text = self.stage("text", None, lambda net: learn_text(net, self.tokenizer, self.seed))
        writer = self.stage("teacher", text, lambda net: learn_to_write(net, self.tokenizer, self.seed))
        teacher = self.stage("habit", writer, lambda net: get_a_habit(net, self.tokenizer, self.seed))
        export_teacher(teacher, self.tokenizer, self.out / "teacher")
        difference = compare_with_transformers(teacher, self.tokenizer, self.out / "teacher", vision=False)
        print(f"teacher: largest logit difference from transformers {difference:.1e}", flush=True)

    def stage(self, name: str, before: Student | None, learn) -> Student:
        file = self.work / f"{name}.pt"
        if before is None:
            torch.manual_seed(self.seed)
            before = Student(self.tokenizer.get_vocab_size())
        if file.exists():
            before.load_state_dict(torch.load(file))
        else:
            learn(before)
            torch.save(before.state_dict(), file)
        return before


def write_seed_questions(file: Path) -> None:
    """Ten questions in the world's language, each about another kind, every letter twice."""
    random = Random(SEED_QUESTIONS_SEED)
    letters = random.sample(world.LETTERS * 2, SEED_QUESTIONS)
    questions = []
    for kind, letter in zip(random.sample(world.KINDS, SEED_QUESTIONS), letters):
        while True:
            item = world.question_item(random, world.draw_scene(random, (kind,)))
            if item["answer"] == letter:
                break
        options = [option[3:] for option in item["options"]]
        questions.append(item | {"options": options})
    order = ("situation", "question", "options", "answer", "rationale")
    write_json(file, [{name: question[name] for name in order} for question in questions])


if __name__ == "__main__":
    main()
