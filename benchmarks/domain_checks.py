"""The shipped domains at 1x, 10x and 100x: rows, seconds, peak memory, and what plain SQL finds broken in them.

    PYTHONPATH=. python benchmarks/domain_checks.py [--domains airline] [--scales 1 10 100]

Each database is made in a process of its own, so that the peak is its own; the SQL (`tests/domains/sentences/`) runs
afterwards. The exit code is 1 where anything is broken, or a database at 100x has fewer than 200,000 rows or 1 GiB of
memory was not enough.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from eigendata_assets.databases.flow import generate_database, write_database
from eigendata_assets.databases.spec_reading import read_spec
from eigendata_assets.storage.database_files import DatabaseFiles
from tests.domains.plain_sql import DOMAINS, broken, copied

SPECS = Path(__file__).parents[1] / "domains"
LEAST_ROWS = 200_000
MOST_MEMORY = 1024


@dataclass(frozen=True)
class Made:
    """One database: what it took (seconds, MiB at the peak) and how often was drawn again."""

    rows: int
    seconds: float
    memory: float
    rounds: int


def made(name: str, scale: int, folder: Path) -> Made:
    """The database of a domain is in the folder."""
    began = time.perf_counter()
    generated = generate_database(read_spec(SPECS / f"{name}.yaml"), scale)
    write_database(generated, DatabaseFiles(folder))
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Made(sum(generated.report.rows.values()), seconds, peak, generated.report.rounds)


def checked(name: str, scale: int) -> bool:
    """Prints one line, and whether all is as it must be."""
    with tempfile.TemporaryDirectory() as folder, multiprocessing.get_context("spawn").Pool(1) as process:
        found = process.apply(made, (name, scale, Path(folder)))
        began = time.perf_counter()
        with copied(DatabaseFiles(Path(folder)).sqlite_file) as database:
            wrong = broken(database, name)
        seconds = time.perf_counter() - began
    print(
        f"{name:12} {scale:4}x {found.rows:8,} rows {found.seconds:7.1f} s {found.rows / found.seconds:8,.0f} rows/s "
        f"{found.memory:6.0f} MiB {found.rounds:3} rounds; SQL {seconds:5.1f} s, broken: {wrong or 'nothing'}",
        flush=True,
    )
    return not wrong and found.memory < MOST_MEMORY and (scale < 100 or found.rows >= LEAST_ROWS)


def main() -> int:
    """0 where every database is large enough, small enough in memory, and breaks nothing."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--domains", nargs="+", default=DOMAINS, choices=DOMAINS)
    parser.add_argument("--scales", nargs="+", type=int, default=(1, 10, 100))
    given = parser.parse_args()
    results = [checked(name, scale) for scale in given.scales for name in given.domains]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
