#!/usr/bin/env python3
"""Makes the test vectors of the vision package: the values of Pillow and of the slow Qwen2-VL image processor.

    python common/src/test/python/make_vision_vectors.py

writes common/src/test/resources/vision. Pixels are kept as SHA-256 if they must be equal, and as PNG if they may differ
by rounding (JPEG). Sources of resizes are not stored: both sides draw them by the rule in `pattern`.

Needs: pillow==13.0.0 numpy transformers==4.57.6
"""

import hashlib
import io
import json
import shutil
import struct
import zlib
from pathlib import Path

import numpy as np
import PIL
import transformers
from PIL import Image
from transformers.models.qwen2_vl.image_processing_qwen2_vl import Qwen2VLImageProcessor

ROOT = Path(__file__).resolve().parents[1] / "resources" / "vision"
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: [1, 2, 4, 8, 16], 2: [8, 16], 3: [1, 2, 4, 8], 4: [8, 16], 6: [8, 16]}
ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def pattern(width, height):
    """Noise with edges, by integer arithmetic that every language can repeat."""
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.uint32)
    noise = (x * np.uint32(73856093)) ^ (y * np.uint32(19349663)) ^ (c * np.uint32(83492791))
    noise = (noise * np.uint32(2654435761)) >> np.uint32(24)
    blocks = ((x // 7 + y // 5 + c) % 3) * 100
    return Image.fromarray(((noise // 3 + blocks) % 256).astype(np.uint8))


def sha256(image):
    return hashlib.sha256(np.asarray(image).tobytes()).hexdigest()


# Resize -------------------------------------------------------------------------------------------------------------

SIZES = [  # from width, height, to width, height
    (64, 48, 31, 23), (64, 48, 32, 24), (64, 48, 128, 96), (64, 48, 65, 47), (64, 48, 64, 20), (64, 48, 20, 48),
    (64, 48, 63, 48), (64, 48, 64, 49), (64, 48, 1, 1), (64, 48, 1, 48), (64, 48, 64, 1), (1, 1, 5, 7), (1, 1, 1, 3),
    (1, 40, 3, 20), (40, 1, 20, 3), (2, 2, 3, 3), (2, 3, 1, 1), (3, 2, 200, 2), (5, 5, 4, 4), (7, 9, 28, 28),
    (97, 61, 13, 89), (13, 89, 97, 61), (200, 9, 28, 588), (9, 200, 588, 28), (101, 103, 100, 102), (333, 17, 10, 170),
    (564, 752, 560, 756), (846, 564, 840, 560), (564, 376, 560, 364), (640, 480, 384, 384), (300, 200, 1036, 784),
    (1200, 900, 336, 252), (255, 255, 256, 256), (256, 256, 255, 255), (1000, 3, 7, 3), (3, 1000, 3, 7),
]


def resizes():
    rng = np.random.default_rng(5)
    sizes = SIZES + [tuple(int(n) for n in rng.integers(1, 160, 4)) for _ in range(60)]
    for source_width, source_height, width, height in sizes:
        image = pattern(source_width, source_height)
        for name, filter in (("BICUBIC", Image.BICUBIC), ("BILINEAR", Image.BILINEAR)):
            resized = image.resize((width, height), filter)
            # Pillow up to 12 passes along the rows first, always; a pass alone is the same in all.
            rows_first = image.resize((width, source_height), filter).resize((width, height), filter)
            yield {"filter": name, "from": [source_width, source_height], "to": [width, height],
                   "sha256": {"SINCE_13": sha256(resized), "UP_TO_12": sha256(rows_first)}}


# PNG ----------------------------------------------------------------------------------------------------------------

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def packed(samples, depth):
    """Rows of samples as bytes, most significant bits first."""
    if depth == 16:
        return [row.astype(">u2").tobytes() for row in samples]
    if depth == 8:
        return [row.astype(np.uint8).tobytes() for row in samples]
    bits = [((row[:, None] >> np.arange(depth - 1, -1, -1)) & 1).reshape(-1) for row in samples]
    return [np.packbits(row.astype(np.uint8)).tobytes() for row in bits]


def filtered(rows, distance):
    """Each row by another of the five filters."""
    out, above = b"", bytes(len(rows[0]))
    for i, row in enumerate(rows):
        kind, line = i % 5, bytearray()
        for k, value in enumerate(row):
            a = row[k - distance] if k >= distance else 0
            b, c = above[k], above[k - distance] if k >= distance else 0
            p = a + b - c
            nearest = min((a, b, c), key=lambda v: abs(p - v))
            line.append((value - [0, a, b, (a + b) // 2, nearest][kind]) % 256)
        out += bytes([kind]) + bytes(line)
        above = row
    return out


def png(kind, depth, interlaced, rng, width=13, height=11, palette=None, largest=None, extra=b"", end=True):
    channels = CHANNELS[kind]
    largest = largest or ((1 << depth) if kind != 3 else min(1 << depth, len(palette) // 3))
    samples = rng.integers(0, largest, (height, width, channels))
    distance = max(1, depth * channels // 8)
    data = b""
    for x, y, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[y::dy, x::dx]
        if part.size:
            data += filtered(packed(part.reshape(part.shape[0], -1), depth), distance)
    data = zlib.compress(data, 9)
    out = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, interlaced))
    if palette is not None:
        out += chunk(b"PLTE", palette)
    out += extra + chunk(b"IDAT", data[:40]) + chunk(b"IDAT", data[40:])
    return out + (chunk(b"IEND", b"") if end else b"")


def pngs():
    rng = np.random.default_rng(11)
    for kind, depths in DEPTHS.items():
        for depth in depths:
            palette = rng.bytes(3 * (1 << depth)) if kind == 3 else None
            for interlaced in (0, 1):
                yield f"type{kind}_bits{depth}{'_interlaced' if interlaced else ''}", png(kind, depth, interlaced, rng, palette=palette)
    colours = rng.bytes(3 * 16)
    yield "palette_transparent", png(3, 4, 0, rng, palette=colours, extra=chunk(b"tRNS", rng.bytes(9)))
    yield "palette_short", png(3, 4, 0, rng, palette=colours[:15], largest=5)
    yield "palette_beyond", png(3, 8, 0, rng, palette=colours[:15], largest=9)
    yield "gray_transparent", png(0, 8, 0, rng, extra=chunk(b"tRNS", b"\0\x07"))
    yield "gray16_transparent", png(0, 16, 0, rng, extra=chunk(b"tRNS", b"\0\x07"), largest=300)
    yield "colour_transparent", png(2, 8, 0, rng, extra=chunk(b"tRNS", b"\0\1\0\2\0\3"))
    yield "colour_with_palette", png(2, 8, 0, rng, palette=colours)
    yield "gamma_and_profile", png(2, 8, 0, rng, extra=chunk(b"gAMA", struct.pack(">I", 100000)) + chunk(
        b"iCCP", b"p\0\0" + zlib.compress(b"no profile")))
    yield "odd_text", png(3, 4, 0, rng, palette=colours, extra=chunk(b"tEXt", b"no separator"))
    yield "without_end", png(2, 8, 0, rng, end=False)
    yield "one_pixel", png(2, 8, 1, rng, width=1, height=1)
    yield "one_column", png(4, 8, 1, rng, width=1, height=19)


# JPEG ---------------------------------------------------------------------------------------------------------------

def jpeg(image, **options):
    out = io.BytesIO()
    image.save(out, "JPEG", **{"quality": 90, **options})
    return out.getvalue()


def smooth(width, height):
    return pattern(9, 7).resize((width, height), Image.BICUBIC)


def jpegs():
    image = smooth(61, 45)
    yield "subsampled", jpeg(image, subsampling="4:2:0")
    yield "half_subsampled", jpeg(image, subsampling="4:2:2")
    yield "full", jpeg(image, subsampling="4:4:4")
    yield "progressive", jpeg(image, progressive=True)
    yield "restarts", jpeg(image, restart_marker_blocks=2)
    yield "gray", jpeg(image.convert("L"))
    yield "rgb", jpeg(image, keep_rgb=True)
    cmyk = Image.merge("CMYK", [*image.split(), smooth(61, 45).convert("L").point(lambda v: v // 2)])
    yield "cmyk", jpeg(cmyk)
    inks = jpeg(cmyk)
    at = inks.index(b"Adobe") + 11
    yield "ycck", inks[:at] + b"\2" + inks[at + 1:]
    exif = Image.Exif()
    exif[0x0112] = 6
    yield "turned_by_exif", jpeg(image, exif=exif)
    yield "broken_profile", jpeg(image, icc_profile=b"no profile at all" * 9)
    yield "without_jfif", (lambda b: b[:2] + b[2 + 2 + int.from_bytes(b[4:6], "big"):])(jpeg(image))
    yield "trailing_bytes", jpeg(image) + b"more" * 5
    yield from unended(image)


def unended(image):
    """Files without an end marker, like those of some downloads and cameras; Pillow reads them."""
    whole, restarts = jpeg(image), jpeg(image, restart_marker_blocks=2)
    yield "end_zeroed", whole[:-2] + bytes(2) + bytes(64)
    yield "end_missing_zeros_behind", whole[:-2] + bytes(8)
    yield "tail_zeroed", whole[:-20] + bytes(70)
    yield "half_zeroed", whole[:-len(whole) // 3] + bytes(70000)
    yield "cut_before_a_marker", whole[:-200] + b"\xff\xd0"
    yield "restarts_end_zeroed", restarts[:-2] + bytes(9)
    yield "restarts_tail_zeroed", restarts[:-8] + bytes(9)
    yield "application_data_behind", whole[:-2] + b"\xff\xe1\xff\xff"


def jpeg_ends():
    """Whether Pillow reads files whose ends are cut off and replaced."""
    for name in ("subsampled", "progressive", "restarts", "gray"):
        content = (ROOT / "decode" / f"{name}.jpg").read_bytes()
        for cut in (1, 2, 3, 5, 9, 20, 200, len(content) // 2):
            for tail in ("", "00", "0000", "000000000000", "00" * 9, "ff", "ffff", "ffd8", "ffd0", "ffd1", "ff61", "00" * 300, "ffd9"):
                changed = content[:-cut] + bytes.fromhex(tail)
                try:
                    image = Image.open(io.BytesIO(changed))
                    image.load()
                except OSError:
                    yield {"file": f"{name}.jpg", "cut": cut, "tail": tail, "reads": False}
                else:
                    yield {"file": f"{name}.jpg", "cut": cut, "tail": tail, "reads": True}


def on_white(image):
    """As transformers' Mllama processor does."""
    if image.mode == "RGB":
        return image
    clear = image.convert("RGBA")
    return Image.alpha_composite(Image.new("RGBA", clear.size, (255, 255, 255)), clear).convert("RGB")


def decodes(folder):
    for suffix, files in (("png", pngs()), ("jpg", jpegs()), ("gif", gifs()), ("webp", webps())):
        for name, content in files:
            (folder / f"{name}.{suffix}").write_bytes(content)
            image = Image.open(io.BytesIO(content))
            pixels = image.convert("RGB")
            case = {"file": f"{name}.{suffix}", "mode": image.mode, "size": list(image.size), "sha256": sha256(pixels),
                    "sha256_on_white": sha256(on_white(image))}
            if suffix == "jpg":
                case["pixels"] = f"{name}.jpg.png"
                pixels.save(folder / case["pixels"], optimize=True)
            yield case


# GIF ----------------------------------------------------------------------------------------------------------------

def lzw(pixels, bits, clears):
    """Pixels as LZW codes in blocks. A full dictionary is emptied or stays."""
    clear = 1 << bits
    fresh = {(i,): i for i in range(clear)}
    table, size, word, stream, count = dict(fresh), bits + 1, (), clear, bits + 1
    for pixel in pixels:
        if word + (pixel,) in table:
            word += (pixel,)
            continue
        stream, count = stream | table[word] << count, count + size
        if len(table) + 2 < 4096:
            table[word + (pixel,)] = len(table) + 2
            size += len(table) + 2 > 1 << size and size < 12
        elif clears:
            stream, count, table, size = stream | clear << count, count + size, dict(fresh), bits + 1
        word = (pixel,)
    stream, count = stream | table[word] << count, count + size
    stream, count = stream | clear + 1 << count, count + size
    data = stream.to_bytes(count // 8 + 2, "little")
    return b"".join(bytes([len(b)]) + b for b in (data[i:i + 255] for i in range(0, len(data), 255))) + b"\0"


def gif(rng, screen=(13, 11), frame=None, palette=None, own=None, bits=8, transparent=None, interlaced=False, colours=None,
        before=b"", clears=True):
    x, y, width, height = frame or (0, 0, *screen)
    flags = [0x80 | len(p).bit_length() - 2 if p else 0 for p in (palette and palette[::3], own and own[::3])]
    samples = rng.integers(0, colours or 1 << bits, (height, width))
    if interlaced:
        samples = np.concatenate([samples[start::step] for start, step in ((0, 8), (4, 8), (2, 4), (1, 2))])
    out = b"GIF89a" + struct.pack("<HHBBB", *screen, flags[0], 3, 0) + (palette or b"") + before
    if transparent is not None:
        out += b"!\xf9\4" + bytes([1, 0, 0, transparent]) + b"\0"
    out += b"," + struct.pack("<HHHHB", x, y, width, height, flags[1] | 0x40 * interlaced) + (own or b"")
    return out + bytes([bits]) + lzw(samples.reshape(-1).tolist(), bits, clears) + b";"


def gifs():
    rng = np.random.default_rng(23)
    colours, few, grays = rng.bytes(768), rng.bytes(12), bytes(v for i in range(256) for v in (i, i, i))
    part = {"screen": (20, 15), "frame": (3, 4, 9, 8)}
    yield "plain", gif(rng, palette=colours)
    yield "gray", gif(rng, palette=grays)
    yield "without_palette", gif(rng)
    yield "own_palette", gif(rng, palette=colours, own=few, bits=2)
    yield "own_grays", gif(rng, palette=colours, own=grays)
    yield "palette_beyond", gif(rng, palette=few, colours=9)
    yield "interlaced", gif(rng, palette=colours, interlaced=True)
    yield "interlaced_low", gif(rng, (5, 2), palette=colours, interlaced=True)
    yield "part", gif(rng, **part, palette=colours)
    yield "part_transparent", gif(rng, **part, palette=colours, transparent=7)
    yield "beyond_the_screen", gif(rng, (10, 8), (3, 4, 9, 8), palette=colours)
    yield "comment", gif(rng, palette=colours, before=b"!\xfe\5hello\3abc\0")
    yield "long", gif(rng, (90, 80), palette=few, bits=2)
    yield "full_dictionary", gif(rng, (90, 80), palette=few, bits=2, clears=False)
    frames = [pattern(13, 11).quantize(40), pattern(13, 11).quantize(9)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    yield "animated", out.getvalue()
    for bits in (9, 10, 11, 12):
        yield f"codes_of_{bits}_bits", gif(rng, (70, 60), palette=colours, bits=bits, colours=256)
    for bits in (9, 11):
        yield f"colours_beyond_8_bits_{bits}", gif(rng, palette=colours, bits=bits)
    yield "codes_of_9_bits_full", gif(rng, (170, 160), palette=few, bits=9, colours=4, clears=False)


# WebP ---------------------------------------------------------------------------------------------------------------

def riff(*chunks):
    data = b"WEBP" + b"".join(kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2) for kind, data in chunks)
    return b"RIFF" + struct.pack("<I", len(data)) + data


def webp(image, **options):
    out = io.BytesIO()
    image.save(out, "WEBP", **{"lossless": True, "exact": True, **options})
    return out.getvalue()


def vp8l(image):
    content = webp(image)
    at = content.index(b"VP8L") + 8
    return content[at:at + int.from_bytes(content[at - 4:at], "little")]


def u24(value):
    return struct.pack("<I", value)[:3]


def webps():
    image = pattern(13, 11)
    see_through = image.copy()
    see_through.putalpha(pattern(13, 11).convert("L"))
    canvas = u24(19) + u24(15)
    yield "plain", webp(image)
    yield "alpha", webp(see_through)
    yield "palette", webp(image.quantize(9).convert("RGB"))
    yield "two_colours", webp(image.quantize(2).convert("RGB"))
    yield "one_colour", webp(Image.new("RGB", (60, 40), (77, 77, 77)), quality=100, method=6)
    yield "smooth", webp(smooth(61, 45))
    yield "profile", riff((b"VP8X", b"\x20\0\0\0" + u24(12) + u24(10)), (b"ICCP", b"no profile"), (b"VP8L", vp8l(image)))
    for name, flags, shown in (("animated", 2, image), ("animated_alpha", 0x12, see_through)):
        frame = u24(2) + u24(1) + u24(12) + u24(10) + u24(100) + b"\0" + riff((b"VP8L", vp8l(shown)))[12:]
        yield name, riff((b"VP8X", bytes([flags, 0, 0, 0]) + canvas), (b"ANIM", b"\xff\x80\x40\xff\0\0"), (b"ANMF", frame))


# Qwen2-VL -----------------------------------------------------------------------------------------------------------

PREPROCESSORS = {
    "small": {"patch_size": 14, "temporal_patch_size": 2, "merge_size": 2, "min_pixels": 3136, "max_pixels": 21952},
    "published": {"patch_size": 14, "temporal_patch_size": 2, "merge_size": 2, "min_pixels": 3136,
                  "max_pixels": 12845056, "size": {"shortest_edge": 1, "longest_edge": 2}},
    "defaults": {},
    "other": {"patch_size": 8, "temporal_patch_size": 3, "merge_size": 1, "min_pixels": 64, "max_pixels": 4096,
              "resample": 2, "image_mean": [0.5, 0.25, 0.125], "image_std": [0.3, 0.2, 0.1], "rescale_factor": 0.01},
}
QWEN_SIZES = [(126, 70), (41, 29), (98, 42), (15, 14), (28, 28), (9, 200), (200, 9), (196, 112), (121, 183), (1, 150),
              (564, 752), (70, 182), (238, 126), (2, 5)]


def qwen2_vl(folder):
    for name, preprocessor in PREPROCESSORS.items():
        (folder / f"{name}.json").write_text(json.dumps(preprocessor, indent=1) + "\n")
        processor = Qwen2VLImageProcessor(**preprocessor)
        for width, height in QWEN_SIZES:
            out = processor(pattern(width, height), return_tensors="np")
            values = out["pixel_values"].astype("<f4")
            yield {"preprocessor": f"{name}.json", "from": [width, height], "grid": out["image_grid_thw"][0].tolist(),
                   "shape": list(values.shape), "sha256": hashlib.sha256(values.tobytes()).hexdigest()}


def main():
    for folder in ("decode", "qwen2vl"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
        (ROOT / folder).mkdir(parents=True)
    vectors = {
        "made_with": {"pillow": PIL.__version__, "numpy": np.__version__, "transformers": transformers.__version__,
                      "processor": "Qwen2VLImageProcessor"},
        "resize": list(resizes()), "decode": list(decodes(ROOT / "decode")), "jpeg_ends": list(jpeg_ends()), "qwen2vl": list(qwen2_vl(ROOT / "qwen2vl")),
    }
    lines = [f'"{k}": [\n' + ",\n".join(json.dumps(v) for v in vs) + "\n]" if isinstance(vs, list)
             else f'"{k}": {json.dumps(vs)}' for k, vs in vectors.items()]
    (ROOT / "vectors.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


if __name__ == "__main__":
    main()
