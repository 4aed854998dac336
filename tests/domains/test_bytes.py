from __future__ import annotations

from pathlib import Path

from eigendata_assets.databases.flow import generate_database, write_database
from eigendata_assets.databases.spec_reading import read_spec
from eigendata_assets.storage.database_files import DatabaseFiles
from tests.domains.conftest import SPECS, Shipped
from tests.domains.plain_sql import broken, copied


def written(name: str, folder: Path, seed: int | None = None) -> DatabaseFiles:
    text = (SPECS / f"{name}.yaml").read_text()
    spec = folder / f"{name}.yaml"
    spec.write_text(text if seed is None else text.replace("\nseed: ", f"\nseed: {seed}"))
    files = DatabaseFiles(folder)
    write_database(generate_database(read_spec(spec)), files)
    return files


def test_the_same_spec_and_seed_give_the_same_bytes(shipped: Shipped, tmp_path: Path) -> None:
    again = written(shipped.name, tmp_path)
    for file in ("sqlite_file", "state_file", "edge_cases_file", "documentation_file", "plan_file", "report_file"):
        assert getattr(again, file).read_bytes() == getattr(shipped.files, file).read_bytes(), file


def test_another_seed_gives_another_database_in_which_everything_holds(shipped: Shipped, tmp_path: Path) -> None:
    other = written(shipped.name, tmp_path, seed=7)
    assert other.state_file.read_bytes() != shipped.files.state_file.read_bytes()
    with copied(other.sqlite_file) as database:
        assert broken(database, shipped.name) == {}


def test_every_edge_case_is_labelled(shipped: Shipped) -> None:
    with copied(shipped.files.sqlite_file) as database:
        found = dict(
            database.execute("SELECT \"table\" || ' ' || label, count(*) FROM edge_cases GROUP BY 1").fetchall()
        )
    declared = {
        f"{name} {case.label}": case.rows for name, table in shipped.spec.tables.items() for case in table.edge_cases
    }
    assert found == declared
