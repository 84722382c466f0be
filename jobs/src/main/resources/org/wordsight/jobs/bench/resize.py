"""The peer of the benchmark "resize": Pillow on the same pictures. See Peer.java for what goes in and out."""

import hashlib
import json
import platform
import sys
import time

import numpy as np
import PIL
from PIL import Image


def gradients(width, height):
    y, x, c = np.mgrid[0:height, 0:width, 0:3].astype(np.int32)
    return Image.fromarray(((x * (c + 1) + y * (3 - c) + (x // 31 + y // 17) % 2 * 90) % 256).astype(np.uint8))


def peak_mebibytes():
    """Not getrusage's figure: that one remembers the process that started this one."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) >> 10 for line in file if line.startswith("VmHWM"))


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        settings = json.load(file)
    for work in settings["work"]:
        image, size = gradients(*work["from"]), tuple(work["to"])
        rates = []
        for run in range(settings["warm_ups"] + settings["repetitions"]):
            start = time.perf_counter()
            for _ in range(work["repeats"]):
                resized = image.resize(size, Image.Resampling.BICUBIC)
            seconds = time.perf_counter() - start
            if run >= settings["warm_ups"]:
                rates.append(work["repeats"] * image.width * image.height / seconds)
        print(json.dumps({
            "case": work["case"], "subject": "pillow", "units_per_second": rates, "warm_ups": settings["warm_ups"],
            "versions": {"pillow": PIL.__version__, "python": platform.python_version()},
            "peak_mebibytes": peak_mebibytes(),
            "facts": {"pixels_sha256": hashlib.sha256(np.asarray(resized).tobytes()).hexdigest()}}), flush=True)


if __name__ == "__main__":
    main()
