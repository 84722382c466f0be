"""What every peer program shares. See Peer.java for what goes in and out."""

import json
import platform
import sys
import time
from importlib.metadata import version


def settings():
    with open(sys.argv[1], encoding="utf-8") as file:
        return json.load(file)


def seconds(work):
    """How long a piece of work takes, and what it gives."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def peak_mebibytes():
    """Not getrusage's figure: that one remembers the process that started this one."""
    with open("/proc/self/status", encoding="ascii") as file:
        return next(int(line.split()[1]) >> 10 for line in file if line.startswith("VmHWM"))


def report(case, subject, rates, warm_ups, packages, facts):
    """One case: all its rates are given, those of the warm-up do not count."""
    print(json.dumps({
        "case": case, "subject": subject, "units_per_second": rates[warm_ups:], "warm_ups": warm_ups,
        "versions": {**{name: version(name) for name in packages}, "python": platform.python_version()},
        "peak_mebibytes": peak_mebibytes(), "facts": facts}), flush=True)
