"""How fast databases are populated: rows per second and peak memory, of each spec at 1x, 10x and 100x.

    python -m benchmarks.population [SPEC.yaml ...]          the specs in domains/ where none is named

Every measurement is a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from eigendata_assets.databases.flow import generate_database, write_database
from eigendata_assets.databases.spec_reading import read_spec
from eigendata_assets.storage.database_files import DatabaseFiles

SCALES = (1, 10, 100)


def measure(spec: Path, scale: int) -> dict[str, float]:
    """Rows, seconds and peak memory in MiB of one generation, with its verification and its files."""
    start = time.perf_counter()
    generated = generate_database(read_spec(spec), scale)
    with tempfile.TemporaryDirectory() as folder:
        write_database(generated, DatabaseFiles(Path(folder)))
    seconds = time.perf_counter() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"rows": sum(generated.report.rows.values()), "seconds": seconds, "memory": memory}


def main() -> None:
    """Prints a table; with `--one SPEC SCALE`, one measurement as JSON."""
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(Path(sys.argv[2]), int(sys.argv[3]))))
        return
    specs = [Path(each) for each in sys.argv[1:]] or sorted(Path("domains").glob("*.yaml"))
    print(f"{'spec':<16}{'scale':>6}{'rows':>10}{'seconds':>9}{'rows/s':>9}{'peak MiB':>10}")
    for spec in specs:
        for scale in SCALES:
            command = [sys.executable, "-m", "benchmarks.population", "--one", str(spec), str(scale)]
            found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            speed = found["rows"] / found["seconds"]
            numbers = f"{found['rows']:>10,}{found['seconds']:>9.1f}{speed:>9,.0f}{found['memory']:>10.0f}"
            print(f"{spec.stem:<16}{scale:>6}{numbers}")


if __name__ == "__main__":
    main()
