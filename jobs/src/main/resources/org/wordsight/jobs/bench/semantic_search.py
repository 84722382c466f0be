"""The peers of the benchmark "semantic-search": numpy by brute force and semhash for the search, onnxruntime for the encoder.

numpy decides as our side does: in order, a vector is kept unless its cosine with a kept vector reaches the threshold.
semhash gets the same vectors, once with its exact index and once with its approximate index.
"""

import zipfile
from pathlib import Path

import peer

BLOCK = 512


def search_numpy(vectors, threshold):
    import numpy
    kept = numpy.empty_like(vectors)
    count = dropped = 0
    for start in range(0, len(vectors), BLOCK):
        block = vectors[start:start + BLOCK]
        repeats = (block @ kept[:count].T >= threshold).any(axis=1) if count else numpy.zeros(len(block), bool)
        within = block @ block.T >= threshold
        own = []
        for row in range(len(block)):
            if repeats[row] or within[row, own].any():
                dropped += 1
            else:
                own.append(row)
        kept[count:count + len(own)] = block[own]
        count += len(own)
    return dropped


def search_semhash(vectors, threshold, backend):
    from semhash import SemHash
    records = [str(number) for number in range(len(vectors))]
    index = SemHash.from_embeddings(embeddings=vectors, records=records, model=None, ann_backend=backend)
    return len(records) - len(index.self_deduplicate(threshold=threshold).selected)


def encoder(path):
    import onnxruntime
    import tokenizers
    place = Path(path)
    if place.is_dir():
        model = place / "model.onnx"
        model = (model if model.exists() else place / "onnx" / "model.onnx").read_bytes()
        tokenizer = (place / "tokenizer.json").read_text(encoding="utf-8")
    else:
        with zipfile.ZipFile(place) as files:
            name = next(name for name in files.namelist() if name.endswith(".onnx"))
            model, tokenizer = files.read(name), files.read(name.replace(".onnx", "-tokenizer.json")).decode()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
    tokenizer = tokenizers.Tokenizer.from_str(tokenizer)
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return session, tokenizer


def embed(session, tokenizer, texts, size):
    """Embeds batches of texts of similar length, padded."""
    import numpy
    ids = sorted((tokenizer.encode(text).ids for text in texts), key=len)
    for start in range(0, len(ids), size):
        batch = ids[start:start + size]
        rows = numpy.zeros((len(batch), max(map(len, batch))), numpy.int64)
        mask = numpy.zeros_like(rows)
        for row, some in enumerate(batch):
            rows[row, :len(some)] = some
            mask[row, :len(some)] = 1
        states = session.run(None, {"input_ids": rows, "attention_mask": mask, "token_type_ids": numpy.zeros_like(rows)})[0]
        mean = (states * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]
        mean / numpy.linalg.norm(mean, axis=1, keepdims=True)


def main():
    import numpy
    settings = peer.settings()
    vectors = numpy.fromfile(settings["vectors"], dtype="<f4").reshape(-1, settings["dimensions"])
    threshold = settings["threshold"]
    case = f"semantic search of {len(vectors):,}"
    searches = [("numpy", "numpy", lambda: search_numpy(vectors, threshold)),
                ("semhash, exact", "semhash", lambda: search_semhash(vectors, threshold, "basic")),
                ("semhash, approximate", "semhash", lambda: search_semhash(vectors, threshold, "usearch"))]
    for name, package, search in searches:
        times = [peer.seconds(search) for _ in range(settings["repetitions"])]
        peer.report(case, name, [len(vectors) / seconds for seconds, _ in times], 0, [package],
                    {"seconds": times[-1][0], "dropped": times[-1][1]})
    if settings["encodes"] and settings["encoder"]:
        session, tokenizer = encoder(settings["encoder"])
        texts = settings["texts"]
        for size in (1, 32):
            rates = [len(texts) / peer.seconds(lambda: embed(session, tokenizer, texts, size))[0]
                     for _ in range(1 + settings["repetitions"])]
            peer.report("embedding by all-MiniLM-L6-v2", f"onnxruntime, batch {size}", rates, 1, ["onnxruntime"], {})


if __name__ == "__main__":
    main()
