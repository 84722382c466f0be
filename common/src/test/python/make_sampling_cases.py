#!/usr/bin/env python3
"""Makes src/test/resources/generate/sampling.json: logits, settings, 53-bit draws, and the token that each must give.

    python make_sampling_cases.py ../resources/generate/sampling.json

Top-p is that of transformers' TopPLogitsWarper (4.57.6): the fewest most probable tokens whose probabilities sum to
at least top-p. A token is found by walking the distribution function, without the samplers of numpy or torch.
Made with numpy 2.
"""

import json
import sys

import numpy as np

rng = np.random.default_rng(1)


def token(logits, temperature, top_p, draw):
    if temperature == 0:
        return int(np.argmax(logits))
    scaled = np.asarray(logits, dtype=np.float64) / np.float64(np.float32(temperature))
    p = np.exp(scaled - scaled.max())
    p /= p.sum()
    order = np.arange(len(p))
    if top_p < 1:
        order = np.argsort(-p, kind="stable")
        reached = np.cumsum(p[order]) - p[order]
        order = order[reached < np.float64(np.float32(top_p))]
    target = draw / 2**53 * p[order].sum()
    total = 0.0
    for i in order:
        total += p[i]
        if total > target:
            return int(i)
    return int(order[-1])


cases = []
for top_p in (1.0, 0.9, 0.5, 0.05):
    for temperature in (0.0, 0.3, 1.0, 1.7):
        logits = np.round(rng.standard_normal((6, 40)) * 2, 2).astype(np.float32)
        logits[1, 3:20] = logits[1].max()  # ties
        logits[2] = -50
        logits[2, 7] = 50  # certain
        draws = [int(x) for x in rng.integers(0, 2**53, 6)]
        draws[4], draws[5] = 0, 2**53 - 1
        cases.append({"logits": [[float(str(x)) for x in row] for row in logits], "temperature": temperature, "top_p": top_p, "draws": draws,
                      "tokens": [token(row, temperature, top_p, d) for row, d in zip(logits, draws)]})
with open(sys.argv[1], "w") as out:
    out.write("[\n" + ",\n".join(json.dumps(c) for c in cases) + "\n]\n")
