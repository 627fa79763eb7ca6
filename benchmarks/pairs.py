"""Processor time per journey against an earlier commit, in interleaved pairs on one machine.

python -m benchmarks.pairs COMMIT

Both versions serve side by side, and clients walk a few journeys on one, then on the other, in
turns: what the machine does beside falls on both alike.
"""

import argparse
import json
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import mean, stdev

from scipy.stats import t

from benchmarks.journeys import drive, prepare, run
from benchmarks.service import (
    free_port,
    own_database,
    own_environment,
    read_cpu_seconds,
    web_processes,
)
from benchmarks.versions import ROOT, export_commit

CLIENTS = 4
JOURNEYS_PER_SLICE = 12
SLICES_PER_PAIR = 6
WARMING = 40


def serve(server: str, broker: str, name: str, seeds: int) -> None:
    """Serve the version in this folder; print where, and the codes of its seeds, until told."""
    port = free_port()
    with (
        own_database(server, f"linktrace_pairs_{name}") as database_url,
        own_environment(database_url, broker, port),
    ):
        codes = prepare(seeds)
        with web_processes("surveyproj.wsgi:application", port, workers=2) as pid:
            print(json.dumps([port, pid, codes]), flush=True)
            sys.stdin.read()


class Version:
    """One version of the product, serving."""

    def __init__(self, name: str, folder: Path, wishes: argparse.Namespace) -> None:
        """Start it; `wait` before its first slice."""
        seeds = WARMING + wishes.pairs * SLICES_PER_PAIR * JOURNEYS_PER_SLICE
        options = [f"--server={wishes.server}", f"--broker={wishes.broker}", f"--serve={name}"]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.pairs", "HEAD", *options, f"--seeds={seeds}"],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(folder)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait(self) -> None:
        """Wait until it serves, and warm it."""
        assert self.process.stdout is not None
        self.port, self.pid, self.codes = json.loads(self.process.stdout.readline())
        self.walk(WARMING)

    def walk(self, count: int) -> float:
        """Walk so many journeys: the processor seconds of its web processes."""
        codes, self.codes = self.codes[:count], self.codes[count:]
        before = read_cpu_seconds(self.pid)
        shares = [codes[start::CLIENTS] for start in range(CLIENTS)]
        report = run(drive, self.port, shares, math.inf)
        if report.done != count:
            raise RuntimeError(f"{count - report.done} journeys failed: {dict(report.errors)}")
        return read_cpu_seconds(self.pid) - before

    def stop(self) -> None:
        """End it."""
        self.process.communicate()


def compare(old: Version, new: Version, pairs: int) -> list[float]:
    """Print each pair as it is measured; the logarithms of new over old."""
    ratios = []
    print(f"{'pair':>4}{'before ms':>11}{'after ms':>10}{'ratio':>7}")
    for pair in range(pairs):
        seconds = {old: 0.0, new: 0.0}
        for slice_number in range(SLICES_PER_PAIR):
            order = (old, new) if (pair + slice_number) % 2 else (new, old)
            for version in order:
                seconds[version] += version.walk(JOURNEYS_PER_SLICE)
        journeys = SLICES_PER_PAIR * JOURNEYS_PER_SLICE
        before, after = (1000 * seconds[version] / journeys for version in (old, new))
        ratios.append(math.log(after / before))
        print(f"{pair + 1:>4}{before:>11.1f}{after:>10.1f}{after / before:>7.3f}", flush=True)
    return ratios


def main() -> None:
    """Measure the pairs and print their geometric mean with its 95 % interval (Student's t)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", help="the version to compare with")
    parser.add_argument("--pairs", type=int, default=10)
    parser.add_argument("--server", default="postgres://postgres@127.0.0.1:5432/postgres")
    parser.add_argument("--broker", default="redis://127.0.0.1:6379/9")
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--seeds", type=int, help=argparse.SUPPRESS)
    wishes = parser.parse_args()
    if wishes.serve:
        serve(wishes.server, wishes.broker, wishes.serve, wishes.seeds)
        return
    with tempfile.TemporaryDirectory(prefix="linktrace-pairs-") as folder:
        export_commit(wishes.commit, Path(folder))
        versions = [Version("before", Path(folder), wishes), Version("after", ROOT, wishes)]
        try:
            for version in versions:
                version.wait()
            ratios = compare(*versions, wishes.pairs)
        finally:
            for version in versions:
                version.stop()
    middle = mean(ratios)
    half = float(t.ppf(0.975, len(ratios) - 1)) * stdev(ratios) / math.sqrt(len(ratios))
    low, high = math.exp(middle - half), math.exp(middle + half)
    print(
        f"CPU per journey, after / before: {math.exp(middle):.3f} (95 %: {low:.3f} to {high:.3f})"
    )


if __name__ == "__main__":
    main()
