"""Functions for every peer program. Peer.java describes input and output."""

import json
import platform
import sys
import time
from importlib.metadata import version


def settings():
    with open(sys.argv[1], encoding="utf-8") as file:
        return json.load(file)


def seconds(work):
    """The seconds of a piece of work, and its result."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def peak_mebibytes():
    """The peak of this process alone. The figure of getrusage may include the process that started this one."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) >> 10 for line in file if line.startswith("VmHWM"))


def report(case, subject, rates, warm_ups, packages, facts):
    """Prints the result of one case. The first `warm_ups` rates do not count."""
    print(json.dumps({
        "case": case, "subject": subject, "units_per_second": rates[warm_ups:], "warm_ups": warm_ups,
        "versions": {**{name: version(name) for name in packages}, "python": platform.python_version()},
        "peak_mebibytes": peak_mebibytes(), "facts": facts}), flush=True)
