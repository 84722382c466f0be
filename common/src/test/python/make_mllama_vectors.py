#!/usr/bin/env python3
"""Makes the test vectors of Mllama's images and masks: the values of Pillow and of transformers' slow processor.

    python common/src/test/python/make_mllama_vectors.py

writes common/src/test/resources/mllama. Pixels are kept as SHA-256; both sides draw the sources by the rule in
`make_vision_vectors.pattern`. Sizes come from the processor's own functions.

Needs: pillow==13.0.0 numpy transformers==4.57.6
"""

import hashlib
import io
import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import PIL
import transformers
from make_vision_vectors import chunk, pattern, png
from PIL import Image
from transformers.models.mllama.image_processing_mllama import (
    MllamaImageProcessor, convert_to_rgb, get_all_supported_aspect_ratios, get_image_size_fit_to_canvas,
    get_optimal_tiled_canvas)
from transformers.models.mllama.processing_mllama import (
    convert_sparse_cross_attention_mask_to_dense, get_cross_attention_token_mask)

ROOT = Path(__file__).resolve().parents[1] / "resources" / "mllama"
CLIP = {"image_mean": [0.48145466, 0.4578275, 0.40821073], "image_std": [0.26862954, 0.26130258, 0.27577711]}


def sha256(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


# Sizes --------------------------------------------------------------------------------------------------------------

PUBLISHED = [  # width, height
    (564, 752), (846, 564), (564, 376), (1024, 1024), (3000, 2000), (560, 560), (561, 560), (560, 561), (559, 559),
    (1120, 560), (1121, 560), (1120, 1120), (1121, 1120), (1120, 1121), (1680, 560), (1681, 561), (2240, 560),
    (2241, 561), (560, 2240), (561, 2241), (1, 1), (1, 3000), (3000, 1), (2, 5000), (279, 280), (280, 280),
]


def size(width, height, tiles, side):
    canvas_height, canvas_width = (int(n) for n in get_optimal_tiled_canvas(height, width, tiles, side))
    new_height, new_width = get_image_size_fit_to_canvas(height, width, canvas_height, canvas_width, side)
    layout = (canvas_height // side, canvas_width // side)
    return [width, height, *layout, get_all_supported_aspect_ratios(tiles).index(layout) + 1, int(new_width), int(new_height)]


def sizes():
    """Each layout of one to seven tiles, sides around its borders, and where a floor meets a whole number."""
    rng = np.random.default_rng(3)
    yield {"tiles": 4, "side": 560, "rows": [size(*s, 4, 560) for s in PUBLISHED]}
    for tiles, side in [(1, 14), (2, 14), (3, 28), (4, 56), (5, 28), (6, 42), (7, 10)]:
        edges = sorted({n for k in range(1, tiles + 2) for n in (side * k - 1, side * k, side * k + 1)} | {1, 2, side // 2})
        found = [size(w, h, tiles, side) for w in edges for h in edges]
        found += [size(*(int(n) for n in rng.integers(1, 9 * side, 2)), tiles, side) for _ in range(300)]
        assert {row[4] for row in found} == set(range(1, 1 + len(get_all_supported_aspect_ratios(tiles))))
        yield {"tiles": tiles, "side": side, "rows": found}


# Pixels -------------------------------------------------------------------------------------------------------------

PREPROCESSORS = {
    "small": {"max_image_tiles": 4, "size": {"height": 56, "width": 56}, "resample": 2, **CLIP},
    "published": {"do_convert_rgb": True, "do_normalize": True, "do_pad": True, "do_rescale": True, "do_resize": True,
                  "max_image_tiles": 4, "resample": 2, "rescale_factor": 0.00392156862745098,
                  "size": {"height": 560, "width": 560}, **CLIP},
    "defaults": {},
    "other": {"max_image_tiles": 3, "size": {"height": 42, "width": 42}, "resample": 3, "rescale_factor": 0.01,
              "image_mean": [0.5, 0.25, 0.125], "image_std": [0.3, 0.2, 0.1]},
}
SIZES = {"small": [(56, 56), (56, 57), (200, 30), (33, 201), (112, 113), (7, 5), (8, 300), (169, 112), (1, 1), (224, 56),
                   (150, 60), (100, 130)],
         "published": [(141, 187), (564, 376)], "defaults": [(100, 300)], "other": [(42, 126), (90, 41), (43, 42), (13, 13)]}


def pixels():
    for name, preprocessor in PREPROCESSORS.items():
        (ROOT / f"{name}.json").write_text(json.dumps(preprocessor, indent=1) + "\n")
        processor = MllamaImageProcessor(**preprocessor)
        for width, height in SIZES[name]:
            out = processor(pattern(width, height), return_tensors="np")
            values = out["pixel_values"].astype("<f4")
            yield {"preprocessor": f"{name}.json", "from": [width, height], "shape": list(values.shape[2:]),
                   "aspect_ratio_id": int(out["aspect_ratio_ids"][0, 0]),
                   "tiles": int(out["aspect_ratio_mask"].sum()), "sha256": sha256(values)}


# Colours over white -------------------------------------------------------------------------------------------------

def transparent():
    rng = np.random.default_rng(19)
    colour = lambda *samples: chunk(b"tRNS", b"".join(n.to_bytes(2, "big") for n in samples))
    palette = rng.bytes(3 * 16)
    for bits in (8, 16):
        yield f"gray_alpha{bits}", png(4, bits, 0, rng)
        yield f"colour_alpha{bits}", png(6, bits, 0, rng)
        yield f"colour{bits}", png(2, bits, 0, rng, largest=3, extra=colour(1, 2, 0) if bits == 8 else colour(0, 0, 0))
    yield "colour8_high_bytes", png(2, 8, 0, rng, largest=3, extra=colour(0x101, 0x202, 0x300))
    for bits, shown in ((1, 0), (1, 1), (1, 2), (2, 0), (2, 1), (2, 255), (4, 0x55), (8, 3), (8, 0x103), (16, 3), (16, 255)):
        yield f"gray{bits}_{shown}", png(0, bits, 0, rng, largest=min(1 << bits, 300 if bits == 16 else 16), extra=colour(shown))
    yield "palette", png(3, 4, 0, rng, palette=palette, extra=chunk(b"tRNS", rng.bytes(9)))
    yield "palette_one", png(3, 4, 1, rng, palette=palette, extra=chunk(b"tRNS", b"\xff\xff\0\xff"))
    yield "palette_beyond", png(3, 8, 0, rng, palette=palette[:15], largest=9, extra=chunk(b"tRNS", bytes(range(0, 90, 10))))
    yield "palette_opaque", png(3, 4, 0, rng, palette=palette)


def over_white():
    for name, content in transparent():
        (ROOT / "white" / f"{name}.png").write_bytes(content)
        yield {"file": f"white/{name}.png", "sha256": sha256(np.asarray(convert_to_rgb(Image.open(io.BytesIO(content)))))}
    # Every colour under every alpha, as one picture that both sides draw.
    values = np.tile(np.arange(256, dtype=np.uint8), (256, 1))
    image = Image.merge("RGBA", [Image.fromarray(v) for v in (values, values, values, values.T.copy())])
    yield {"file": None, "sha256": sha256(np.asarray(convert_to_rgb(image)))}


# Masks --------------------------------------------------------------------------------------------------------------

IMAGE = 9
PROMPTS = [  # tokens, tiles of each image
    ([9, 1, 2], [4]), ([1, 9, 2, 3], [1]), ([1, 2, 9], [2]), ([1, 9, 2, 9, 3, 4], [2, 3]), ([1, 9, 9, 2, 3], [1, 4]),
    ([9, 9, 9], [1, 2, 3]), ([1, 9, 9, 2, 9, 3], [1, 2, 3]), ([1, 9, 2, 9, 9, 3], [3, 1, 2]), ([1, 9, 2, 9], [4, 4]),
    ([9, 1, 9, 9, 9, 2, 9, 3, 3, 9, 9], [1, 2, 1, 3, 4, 2, 1]), ([1, 9, 2, 9, 9], [4, 1, 2]),
]


def masks():
    for tokens, tiles in PROMPTS:
        mask = convert_sparse_cross_attention_mask_to_dense(
            [get_cross_attention_token_mask(tokens, IMAGE)], [tiles], max_num_tiles=4, length=len(tokens))[0]
        yield {"tokens": tokens, "tiles": tiles, "mask": mask.reshape(len(tokens), -1).tolist()}


def write(name, vectors):
    """One vector a line."""
    lines = [f'"{k}": [\n' + ",\n".join(json.dumps(v, separators=(",", ":")) for v in vs) + "\n]" if isinstance(vs, list)
             else f'"{k}": {json.dumps(vs)}' for k, vs in vectors.items()]
    (ROOT / name).write_text("{\n" + ",\n".join(lines) + "\n}\n")


def main():
    warnings.simplefilter("ignore")
    shutil.rmtree(ROOT, ignore_errors=True)
    (ROOT / "white").mkdir(parents=True)
    made_with = {"pillow": PIL.__version__, "numpy": np.__version__, "transformers": transformers.__version__,
                 "processor": "MllamaImageProcessor"}
    write("images.json", {"made_with": made_with, "sizes": list(sizes()), "pixels": list(pixels()), "white": list(over_white())})
    write("masks.json", {"made_with": made_with, "masks": list(masks())})


if __name__ == "__main__":
    main()
