"""A generated database as files a person can open: SQLite, JSON, Markdown, and the plan and report beside them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.consistency import ConsistencyReport
from eigendata_assets.artifacts.spec.population_plan import PopulationPlan
from eigendata_assets.errors import InputError, RequestError
from eigendata_assets.storage.files import replaced, write_text

State = Mapping[str, Mapping[str, Mapping[str, Json]]]
"""Table to key, as text, to row."""


@dataclass(frozen=True, slots=True)
class DatabaseFiles:
    """The files of one generated database, in the folder of its domain's artifacts."""

    folder: Path

    @property
    def sqlite_file(self) -> Path:
        """The tables with their constraints, and the table `edge_cases` (table, key, label)."""
        return self.folder / "database.sqlite"

    @property
    def state_file(self) -> Path:
        """The state in which an environment begins: `{table: {key: row}}`."""
        return self.folder / "state.json"

    @property
    def edge_cases_file(self) -> Path:
        """The labelled rows as a list of `{table, key, label}`."""
        return self.folder / "edge_cases.json"

    @property
    def documentation_file(self) -> Path:
        """The schema for people, with a diagram."""
        return self.folder / "schema.md"

    @property
    def plan_file(self) -> Path:
        """The plan by which the database was populated; edited, it can be given to `--plan`."""
        return self.folder / "population_plan.json"

    @property
    def edited_plan_file(self) -> Path:
        """The plan that a person gave with `--plan`; it decides until another is given, or none."""
        return self.folder / "edited_plan.json"

    @property
    def report_file(self) -> Path:
        """What the verification found."""
        return self.folder / "consistency.json"

    def write_sqlite(self, script: Iterator[str], source: sqlite3.Connection) -> None:
        """The SQLite file is what the statements make of the `source`, to which it is attached as `made`."""
        with replaced(self.sqlite_file) as path:
            path.unlink(missing_ok=True)
            source.execute("ATTACH DATABASE ? AS made", (str(path),))
            try:
                source.execute("PRAGMA made.journal_mode = OFF")
                source.execute("BEGIN")
                for statement in script:
                    source.execute(statement)
                source.execute("COMMIT")
            finally:
                source.execute("DETACH DATABASE made")

    def write_state(self, rows: Iterator[tuple[str, Iterator[tuple[str, Mapping[str, Json]]]]]) -> None:
        """The state file holds these tables, one row to a line."""
        with replaced(self.state_file) as path, path.open("w", encoding="utf-8") as file:
            file.write("{")
            for number, (table, keyed) in enumerate(rows):
                file.write(f"{',' if number else ''}\n{json.dumps(table)}: {{")
                for place, (key, row) in enumerate(keyed):
                    file.write(f"{',' if place else ''}\n{json.dumps(key)}: {json.dumps(row)}")
                file.write("}")
            file.write("\n}\n")

    def read_state(self) -> dict[str, dict[str, dict[str, Json]]]:
        """The whole state; raises RequestError where there is none."""
        if not self.state_file.exists():
            raise RequestError(f"{self.folder} has no state", hint="`eigendata generate` makes one.")
        found: dict[str, dict[str, dict[str, Json]]] = json.loads(self.state_file.read_text(encoding="utf-8"))
        return found

    def write_texts(self, plan: PopulationPlan, report: ConsistencyReport, edges: Json, documentation: str) -> None:
        """The plan, the report, the labels and the documentation are in their files."""
        write_text(self.plan_file, plan.model_dump_json(indent=1) + "\n")
        write_text(self.report_file, report.model_dump_json(indent=1) + "\n")
        write_text(self.edge_cases_file, json.dumps(edges, indent=1) + "\n")
        write_text(self.documentation_file, documentation)

    def read_report(self) -> ConsistencyReport:
        """The last report; raises RequestError where there is none."""
        if not self.report_file.exists():
            raise RequestError(f"{self.folder} has no report", hint="`eigendata generate` makes one.")
        return ConsistencyReport.model_validate_json(self.report_file.read_text(encoding="utf-8"))


def read_plan(path: Path) -> PopulationPlan:
    """The plan in a file; raises InputError naming file and field."""
    try:
        return PopulationPlan.model_validate_json(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RequestError(f"{path} cannot be read: {error.strerror}") from None
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "the whole"
        raise InputError(first["msg"], where=(str(path), field)) from None
