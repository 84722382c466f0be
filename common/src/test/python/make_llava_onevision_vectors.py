#!/usr/bin/env python3
"""Makes the test vectors of LLaVA-OneVision's images: what the slow image processor, the processor and the model of
transformers make of a size, and the pixels that the image processor gives.

    python common/src/test/python/make_llava_onevision_vectors.py

writes common/src/test/resources/vision/llavaonevision. Images are drawn by the rule in make_vision_vectors.py.

Needs: pillow==13.0.0 numpy torch==2.7.1 transformers==4.57.6
"""

import hashlib
import json
import math
import shutil
from collections import Counter

import numpy as np
import PIL
import torch
import transformers
from make_vision_vectors import ROOT, pattern
from transformers import LlavaOnevisionProcessor
from transformers.image_processing_utils import get_patch_output_size, select_best_resolution
from transformers.models.llava_onevision.image_processing_llava_onevision import LlavaOnevisionImageProcessor
from transformers.models.llava_onevision.modeling_llava_onevision import unpad_image

FOLDER = ROOT / "llavaonevision"


def squares(side, rows, columns):
    return [[side * i, side * j] for i in range(1, rows + 1) for j in range(1, columns + 1)]


SETUPS = {  # image processor's keys, pixels of a patch's side, most tiles
    "published": ({"size": {"height": 384, "width": 384}, "image_grid_pinpoints": squares(384, 6, 6),
                   "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]}, 14, 9),
    "defaults": ({}, 14, 9),
    "small": ({"size": {"shortest_edge": 45}, "image_grid_pinpoints": squares(45, 4, 4)}, 14, 9),
    "few": ({"size": {"height": 56, "width": 56}, "resample": 2, "rescale_factor": 0.01, "image_std": [0.3, 0.2, 0.1],
             "image_mean": [0.9, 0.25, 0.1], "image_grid_pinpoints": [
                 [168, 56], [112, 112], [56, 168], [224, 112], [112, 224], [336, 336]]}, 8, 2),
    "one": ({"size": {"height": 56, "width": 56}, "image_grid_pinpoints": [[112, 112]]}, 14, 9),
    "ragged": ({"size": {"height": 50, "width": 50}, "image_grid_pinpoints": [[70, 120], [125, 50]]}, 10, 4),
}
SIZES = [(752, 564), (564, 846), (376, 564), (1024, 1024), (2000, 3000)]


def facts(height, width, processor, patch, most):
    """Canvas, scaled size, size without padding, size after pooling, tokens: all by transformers' own functions."""
    side = processor.size.get("height", processor.size.get("shortest_edge"))
    canvas = select_best_resolution((height, width), processor.image_grid_pinpoints)
    scaled = get_patch_output_size(np.empty((height, width, 3), np.uint8), canvas, "channels_last")
    grid = side // patch
    rows, columns = grid * (canvas[0] // side), grid * (canvas[1] // side)
    kept = unpad_image(torch.arange(rows * columns).view(1, rows, columns), (height, width))[0]
    top, left = (divmod(int(kept[0, 0]), columns) if kept.numel() else ((rows - kept.shape[0]) // 2, (columns - kept.shape[1]) // 2))
    ratio = math.sqrt(kept.shape[0] * kept.shape[1] / (most * grid ** 2))
    pooled = [int(n // ratio) for n in kept.shape] if ratio > 1.1 else list(kept.shape)
    holder = LlavaOnevisionProcessor.__new__(LlavaOnevisionProcessor)
    holder.image_processor, holder.num_image_tokens = processor, grid ** 2
    holder.vision_aspect_ratio = f"anyres_max_{most}"
    tokens = holder._get_number_of_features(height, width, side, side)
    assert tokens == grid ** 2 + pooled[0] * (pooled[1] + 1), (height, width)
    return [width, height, *canvas, *scaled, top, left, *kept.shape, *pooled, tokens]


def edges(height, width, processor, patch, most):
    """The other ways of rounding that would give another number."""
    side = processor.size.get("height", processor.size.get("shortest_edge"))
    canvas = select_best_resolution((height, width), processor.image_grid_pinpoints)
    grid = side // patch
    rows, columns = grid * (canvas[0] // side), grid * (canvas[1] // side)
    found = set()
    scale_w, scale_h = canvas[1] / width, canvas[0] / height
    if scale_w < scale_h:
        scaled, exactly = min(math.ceil(height * scale_w), canvas[0]), -(-height * canvas[1] // width)
    else:
        scaled, exactly = min(math.ceil(width * scale_h), canvas[1]), -(-width * canvas[0] // height)
    if scaled != exactly:
        found.add("ceiling of a product of floats")
    if width / height > columns / rows:
        exact, product = height * columns / width, height * (columns / width)
        rows -= (rows - int(round(product, 7))) // 2 * 2
    else:
        exact, product = width * rows / height, width * (rows / height)
        columns -= (columns - int(round(product, 7))) // 2 * 2
    if int(round(product, 7)) != int(product):
        found.add("rounded to seven places")
    if int(product) != int(exact):
        found.add("product of a quotient")
    ratio = math.sqrt(rows * columns / (most * grid ** 2))
    if abs(ratio - 1.1) < 2e-3:
        found.add("hardly pooled or hardly not")
    if ratio > 1.1 and [int(n // ratio) for n in (rows, columns)] != [math.floor(n / ratio) for n in (rows, columns)]:
        found.add("floor division of floats")
    return found


def sizes(processor, patch, most, rng):
    found = [(h, w) for h, w in SIZES] + [(w, h) for h, w in SIZES]
    found += [tuple(c) for c in processor.image_grid_pinpoints]
    found += [(h + d, w + e) for h, w in processor.image_grid_pinpoints[::5] for d, e in ((0, 1), (1, 0), (-1, 0), (0, -1))]
    found += [(1, 1), (1, 500), (500, 1), (2, 2999), (2999, 2), (9000, 4000)]
    found += [tuple(int(n) for n in rng.integers(1, 2600, 2)) for _ in range(40)]
    largest, counts = 2 * max(max(c) for c in processor.image_grid_pinpoints), Counter()
    for _ in range(40_000):
        size = tuple(int(n) for n in rng.integers(1, largest, 2))
        new = [e for e in edges(*size, processor, patch, most) if counts[e] < 15]
        counts.update(new)
        found += [size] if new else []
    return list(dict.fromkeys(found)), counts


def processor_of(name):
    return LlavaOnevisionImageProcessor(**SETUPS[name][0])


def size_table():
    rng = np.random.default_rng(3)
    for name in ("published", "small", "few", "one"):
        _, patch, most = SETUPS[name]
        processor = processor_of(name)
        chosen, counts = sizes(processor, patch, most, rng)
        print(f"{name}: {len(chosen)} sizes, {dict(counts)}")
        table = [facts(h, w, processor, patch, most) for h, w in chosen]
        side = processor.size.get("height", processor.size.get("shortest_edge"))
        yield {"preprocessor": f"{name}.json", "grid": side // patch, "largest_tiles": most, "sizes": table}


PIXELS = [(45, 45), (46, 45), (90, 45), (97, 61), (61, 97), (200, 30), (30, 200), (7, 9), (131, 128), (333, 17)]


def pixels():
    for name in SETUPS:
        processor = processor_of(name)
        for width, height in PIXELS + ([(564, 752)] if name == "published" else []):
            image = pattern(width, height)
            for several in (False, True):
                if name == "ragged" and not several and (width, height) == (333, 17):
                    continue  # three rows are taken for three channels
                values = processor([[image, image]] if several else image, return_tensors="np")["pixel_values"][0]
                values = np.ascontiguousarray(values.astype("<f4"))
                yield {"preprocessor": f"{name}.json", "from": [width, height], "several": several,
                       "shape": list(values.shape), "sha256": hashlib.sha256(values.tobytes()).hexdigest()}


def main():
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    for name, (keys, _, _) in SETUPS.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(keys) + "\n")
    made_with = {"pillow": PIL.__version__, "numpy": np.__version__, "torch": torch.__version__.split("+")[0],
                 "transformers": transformers.__version__, "processor": "LlavaOnevisionImageProcessor",
                 "columns": ["width", "height", "canvas height", "canvas width", "scaled height", "scaled width", "top",
                             "left", "rows", "columns", "kept rows", "kept columns", "tokens"]}
    tables = [json.dumps({**t, "sizes": []})[:-2] + ",\n".join(json.dumps(s) for s in t["sizes"]) + "]}" for t in size_table()]
    (FOLDER / "vectors.json").write_text(
        '{"made_with": ' + json.dumps(made_with) + ',\n"tables": [\n' + ",\n".join(tables)
        + '\n],\n"pixels": [\n' + ",\n".join(json.dumps(p) for p in pixels()) + "\n]}\n")


if __name__ == "__main__":
    main()
