"""CPU of `morning-reads --help` against a bare interpreter: `python -m benchmarks.start`."""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys

RUNS = 15
TARGET = 0.2


def cpu(*words: str) -> float:
    """Seconds of CPU that one process took."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *words], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> int:
    pairs = [(cpu("-c", "pass"), cpu("-m", "bot", "--help")) for _ in range(RUNS)]
    bare, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"python -c pass {bare:.3f} s, morning-reads --help {ours:.3f} s of CPU, medians of {RUNS}; to reach {TARGET} s"
    )
    return 0 if ours <= TARGET else 1


if __name__ == "__main__":
    raise SystemExit(main())
