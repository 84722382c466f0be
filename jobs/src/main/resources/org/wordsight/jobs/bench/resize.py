"""The peer of the benchmark "resize": Pillow on the same pictures."""

import hashlib

import numpy as np
import peer
from PIL import Image


def gradients(width, height):
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.int32)
    return Image.fromarray(((x * (c + 1) + y * (3 - c) + (x // 31 + y // 17) % 2 * 90) % 256).astype(np.uint8))


def main():
    settings = peer.settings()
    for work in settings["work"]:
        image, size = gradients(*work["from"]), tuple(work["to"])

        def resize():
            for _ in range(work["repeats"]):
                resized = image.resize(size, Image.Resampling.BICUBIC)
            return resized

        rates = []
        for _ in range(settings["warm_ups"] + settings["repetitions"]):
            seconds, resized = peer.seconds(resize)
            rates.append(work["repeats"] * image.width * image.height / seconds)
        peer.report(work["case"], "pillow", rates, settings["warm_ups"], ["pillow"],
                    {"pixels_sha256": hashlib.sha256(np.asarray(resized).tobytes()).hexdigest()})


if __name__ == "__main__":
    main()
