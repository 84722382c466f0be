"""The peers of the benchmark "near-duplicates": datasketch and rensa for signatures and search, datatrove for the search.

Each gets the texts in a file, a line each. A search counts from reading texts in memory to knowing which are dropped.
datatrove needs minutes for 100,000 texts, so it gets 10,000. None of them has ROUGE-L, or a history with evidence.
"""

import shutil
import tempfile
from pathlib import Path

import peer

DATASKETCH_MOST = 100_000
DATATROVE_MOST = 10_000


def shingles(text):
    words = text.split(" ")
    return [" ".join(words[i:i + 3]) for i in range(len(words) - 2)]


def sign_datasketch(texts, values):
    from datasketch import MinHash
    for text in texts:
        MinHash(num_perm=values, seed=1).update_batch([s.encode() for s in shingles(text)])


def sign_rensa(texts, values):
    from rensa import RMinHash
    for text in texts:
        signature = RMinHash(num_perm=values, seed=1)
        signature.update(shingles(text))
        signature.digest()


def search_datasketch(texts, values, threshold):
    from datasketch import MinHash, MinHashLSH
    index = MinHashLSH(threshold=threshold, num_perm=values)
    dropped = 0
    for number, text in enumerate(texts):
        signature = MinHash(num_perm=values, seed=1)
        signature.update_batch([s.encode() for s in shingles(text)])
        if index.query(signature):
            dropped += 1
        else:
            index.insert(number, signature)
    return dropped


def search_rensa(texts, values, threshold):
    from rensa import RMinHash, RMinHashLSH
    index = RMinHashLSH(threshold=threshold, num_perm=values, num_bands=values // 4)
    dropped = 0
    for number, text in enumerate(texts):
        signature = RMinHash(num_perm=values, seed=1)
        signature.update(shingles(text))
        if index.query(signature):
            dropped += 1
        else:
            index.insert(number, signature)
    return dropped


def search_datatrove(texts, tasks):
    from datatrove.data import Document
    from datatrove.executor import LocalPipelineExecutor
    from datatrove.pipeline.dedup import MinhashDedupBuckets, MinhashDedupCluster, MinhashDedupFilter, MinhashDedupSignature
    from datatrove.pipeline.dedup.minhash import MinhashConfig
    from datatrove.pipeline.writers.jsonl import JsonlWriter
    folder = Path(tempfile.mkdtemp())
    config = MinhashConfig(num_buckets=17, hashes_per_bucket=4, n_grams=3)

    class Texts:
        def __call__(self, data=None, rank=0, world_size=1):
            for number in range(rank, len(texts), world_size):
                yield Document(text=texts[number], id=str(number))

    def run(steps, count):
        LocalPipelineExecutor(steps, tasks=count, workers=tasks, logging_dir=str(folder / "logs"), skip_completed=False).run()

    try:
        signatures, buckets, removed = (str(folder / name) for name in ("signatures", "buckets", "removed"))
        run([Texts(), MinhashDedupSignature(signatures, config=config)], tasks)
        run([MinhashDedupBuckets(signatures, buckets, config=config)], config.num_buckets)
        run([MinhashDedupCluster(buckets, removed, config=config)], 1)
        out = str(folder / "kept")
        run([Texts(), MinhashDedupFilter(removed), JsonlWriter(out, compression=None)], tasks)
        kept = sum(1 for file in Path(out).glob("*.jsonl") for _ in open(file, encoding="utf-8"))
        return len(texts) - kept
    finally:
        shutil.rmtree(folder)


def main():
    settings = peer.settings()
    with open(settings["texts"], encoding="utf-8") as file:
        texts = file.read().splitlines()
    values, threshold = settings["hash_values"], settings["threshold"]
    signed = texts[:settings["signed"]]
    for name, sign in (("datasketch", sign_datasketch), ("rensa", sign_rensa)):
        rates = [len(signed) / peer.seconds(lambda: sign(signed, values))[0] for _ in range(settings["repetitions"])]
        peer.report("signatures", name, rates, 0, [name], {})
    for repeated in settings["repeated"]:
        with open(repeated["texts"], encoding="utf-8") as file:
            same = file.read().splitlines()
        for name, search in (("rensa", search_rensa), ("datasketch", search_datasketch)):
            seconds, dropped = peer.seconds(lambda: search(same, values, threshold))
            peer.report(repeated["case"], name, [len(same) / seconds], 0, [name], {"seconds": seconds, "dropped": dropped})
    for count in settings["searched"]:
        some = texts[:count]
        searches = [("rensa", lambda: search_rensa(some, values, threshold))]
        if count <= DATASKETCH_MOST:
            searches.append(("datasketch", lambda: search_datasketch(some, values, threshold)))
        if count <= DATATROVE_MOST:
            searches.append(("datatrove", lambda: search_datatrove(some, settings["threads"])))
        for name, search in searches:
            seconds, dropped = peer.seconds(search)
            peer.report(f"near duplicates among {count:,}", name, [count / seconds], 0, [name],
                        {"seconds": seconds, "dropped": dropped})


if __name__ == "__main__":
    main()
