"""Compares the answers of a run with Hugging Face transformers on the same rendered prompts.

    python compare_letters.py --predictions WAREHOUSE/predictions/run_id=ID --model FOLDER [--items 50]

Reads the base model's rows of the arm `given`, tokenises each `prompt` without adding special tokens, and compares the
greedy answer's text and the log-probabilities of "A" to "E" at the prompt's last position, in float32 on the CPU.
Ends with 1 if a letter differs or a log-probability differs by more than 1e-3. Versions: requirements.txt, with
duckdb.
"""
import argparse
import math

import duckdb
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
parser.add_argument("--predictions", required=True)
parser.add_argument("--model", required=True)
parser.add_argument("--items", type=int, default=50)
parser.add_argument("--new-tokens", type=int, default=16)
arguments = parser.parse_args()

rows = duckdb.sql(f"""
    SELECT item_id, prompt, raw_answer, letter, letter_log_probabilities
    FROM read_parquet('{arguments.predictions}/*.parquet')
    WHERE arm = 'given' AND adapter_id IS NULL
    ORDER BY CAST(item_id AS INTEGER) LIMIT {arguments.items}""").fetchall()
tokenizer = AutoTokenizer.from_pretrained(arguments.model)
model = AutoModelForCausalLM.from_pretrained(arguments.model, torch_dtype=torch.float32).eval()
letters = [tokenizer(letter, add_special_tokens=False)["input_ids"][0] for letter in "ABCDE"]

largest, best_letters, answers = 0.0, 0, 0
for item, prompt, answer, letter, ours in rows:
    inputs = tokenizer(prompt, add_special_tokens=False, return_tensors="pt")
    with torch.no_grad():
        theirs = model(**inputs).logits[0, -1].log_softmax(-1)[letters].tolist()
        ids = model.generate(**inputs, max_new_tokens=arguments.new_tokens, do_sample=False, repetition_penalty=1.0,
                             temperature=None, top_p=None, top_k=None)[0, inputs["input_ids"].shape[1]:]
    text = tokenizer.decode(ids, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    largest = max(largest, max(abs(a - b) for a, b in zip(ours, theirs)))
    same_letter = max(range(5), key=ours.__getitem__) == max(range(5), key=theirs.__getitem__)
    best_letters += same_letter
    answers += text == answer
    if text != answer or not same_letter:
        print(f"item {item}: answer {answer!r}, transformers {text!r}; likeliest letter equal: {same_letter}")

print(f"{len(rows)} items: {best_letters} likeliest letters equal, {answers} answers equal to the character, "
      f"largest difference of a log-probability {largest:.2e}")
raise SystemExit(int(best_letters != len(rows) or answers != len(rows) or largest > 1e-3 or math.isnan(largest)))
