"""The peers of the benchmark "near-duplicates": datasketch and rensa for signatures and search, datatrove for the search.

Each peer gets the texts in a file, one text on each line. The time of a search begins with the texts in memory, and ends
when the dropped texts are known. datatrove needs minutes for 100,000 texts, so it gets 10,000. No peer has ROUGE-L, or a
history with evidence. The time of signatures begins with the texts: Python makes the shingles for rensa, which takes one
text or many at a time. A second case begins with the hashes of shingles, which rensa takes in one flat array.
"""

import array
import os
import shutil
import tempfile
from pathlib import Path

import peer

DATASKETCH_MOST = 100_000
DATATROVE_MOST = 10_000
TOGETHER = 64
os.environ["RAYON_NUM_THREADS"] = "1"  # All sides make signatures on one thread. rensa reads this at its import.


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


def sign_rensa_together(texts, values):
    from rensa import RMinHash
    for start in range(0, len(texts), TOGETHER):
        RMinHash.digest_matrix_from_token_sets([shingles(text) for text in texts[start:start + TOGETHER]], values, 1)


def sign_rensa_hashes(hashes, starts, values):
    from rensa import RMinHash
    RMinHash.digest_matrix_from_flat_token_hashes(hashes, starts, values, 1)


def flat_hashes(texts):
    from rensa import RMinHash
    hashes, starts = array.array("Q"), array.array("Q", [0])
    for text in texts:
        hashes.extend(RMinHash.hash_token_sets([shingles(text)])[0])
        starts.append(len(hashes))
    return hashes, starts


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
    for name, package, sign in (("datasketch", "datasketch", sign_datasketch), ("rensa", "rensa", sign_rensa),
                                ("rensa, 64 texts at a time", "rensa", sign_rensa_together)):
        rates = [len(signed) / peer.seconds(lambda: sign(signed, values))[0] for _ in range(settings["repetitions"])]
        peer.report("signatures", name, rates, 0, [package], {})
    hashes, starts = flat_hashes(signed)
    rates = [len(signed) / peer.seconds(lambda: sign_rensa_hashes(hashes, starts, values))[0] for _ in range(1 + settings["repetitions"])]
    peer.report("signatures of hashes", "rensa", rates, 1, ["rensa"], {})
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
