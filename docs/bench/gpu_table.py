"""A table of our side beside the peer, from lines of JSON of `wordsight bench` and gpu_peer.py.

    python gpu_table.py FIGURES [AGAIN]

AGAIN: lines of a second run of our LoRA steps, to compare the adapter's bits. The status is 1 where they differ.
"""
import json
import sys


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.startswith("{")]
    except FileNotFoundError:
        return []


def memory(line):
    """GiB that the case took beyond the memory in use before it."""
    before, peak = (line["settings"].get("gpu_mebibytes_" + key) for key in ("before", "at_peak"))
    return "" if before is None or peak is None else f"{(peak - before) / 1024:.1f}"


def table(lines):
    sides = {}
    for line in lines:
        sides.setdefault(line["case"], {})[line["subject"]] = line
    rows = ["| work | metric | ours | peer | ours / peer | GiB beyond the weights, ours | peer |",
            "| --- | --- | --- | --- | --- | --- | --- |"]
    for case, by_side in sides.items():
        ours, peer = by_side.get("wordsight"), by_side.get("peer")
        ratio = f"{ours['median'] / peer['median']:.2f}" if ours and peer else ""
        metric = (ours or peer)["metric"]
        rows.append("| " + " | ".join([
            case, metric, f"{ours['median']:,.4g}" if ours else "", f"{peer['median']:,.4g}" if peer else "", ratio,
            memory(ours) if ours else "", memory(peer) if peer else ""]) + " |")
    return rows


def bits(lines, again):
    """Whether the adapters of the same case have the same hash in both runs."""
    hashes = {line["case"]: line["settings"]["adapter_sha256"] for line in lines
              if line["subject"] == "wordsight" and "adapter_sha256" in line["settings"]}
    rows = []
    for line in again:
        if line["case"] in hashes:
            same = hashes[line["case"]] == line["settings"]["adapter_sha256"]
            rows.append(f"done again, {line['case']}: {'the same bits' if same else 'OTHER BITS'}")
    kept = {case: value for case, value in hashes.items()}
    for case, value in kept.items():
        other = case.replace("layers kept", "layers computed twice")
        if other != case and other in kept:
            rows.append(f"{case} and computed twice: {'the same bits' if kept[other] == value else 'OTHER BITS'}")
    return rows


figures = read(sys.argv[1])
compared = bits(figures, read(sys.argv[2]) if len(sys.argv) > 2 else [])
print("\n".join(table(figures) + [""] + compared))
sys.exit(any("OTHER BITS" in row for row in compared))
