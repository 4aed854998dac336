"""SchemaValidationAgent (paper 3.2.2): structure, satisfiability, and whether the tables carry the tools.

What contradicts itself is refused with the smallest set of statements that do; what is only odd becomes a remark.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import PerParent
from eigendata_assets.artifacts.spec.remarks import Remark, SpecPath, written
from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.coverage import coverage_remarks
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.pigeonholes import pigeonholes
from eigendata_assets.databases.satisfiability import contradiction, disjoint_contradictions, row_statements
from eigendata_assets.databases.schedule import Cyclic, schedule
from eigendata_assets.databases.uniqueness import too_many_rows
from eigendata_assets.databases.z3_encoding import Encoder
from eigendata_assets.errors import InputError
from eigendata_assets.storage.spec_files import SpecDocument

Contradiction = tuple[SpecPath, ...]
"""Statements that cannot hold together, none of which can be left out."""


def validated(spec: DomainSpec, document: SpecDocument, scale: int = 1) -> tuple[Remark, ...]:
    """Remarks about a designed spec that can be populated; raises InputError with every contradiction."""
    found = contradictions(spec, scale)
    if found:
        told = [_told(each, document) for each in found]
        hint = "Each group is the smallest set of statements that cannot hold together: change one of them."
        raise InputError("\n".join([f"{spec.name} contradicts itself:", *told]), hint=hint)
    return tuple(coverage_remarks(spec))


def contradictions(spec: DomainSpec, scale: int = 1) -> tuple[Contradiction, ...]:
    """Every contradiction that was found: cycles, lack of different values, rows that cannot be, lack of room."""
    found: list[Contradiction] = list(too_many_rows(spec.tables, scale))
    try:
        schedule(spec.tables)
    except Cyclic as error:
        found.append(_statements_of(error, spec.tables))
    for name, table in spec.tables.items():
        if table.rows != 0:
            found += _of_table(name, spec)
    return tuple(dict.fromkeys(found))


def _of_table(name: str, spec: DomainSpec) -> Iterator[Contradiction]:
    encoder = Encoder(spec.tables, spec.now)
    said = row_statements(encoder, name, spec.tables)
    cores = tuple(disjoint_contradictions(said, encoder.always))
    yield from cores
    if cores:
        return
    for hole in pigeonholes(encoder, name, spec.tables):
        core = contradiction({**said, **hole.said}, [*encoder.always, *hole.always])
        if core:
            yield core
    for number, case in enumerate(spec.tables[name].edge_cases):
        path: SpecPath = ("tables", name, "edge_cases", number, "set")
        wanted = {(*path, each): encoder.equals(each, parse(text), name) for each, text in case.set.items()}
        free = {key: value for key, value in said.items() if not (key[-1] == "compute" and key[3] in case.set)}
        core = contradiction({**free, **wanted}, encoder.always)
        if core:
            yield core


def _statements_of(error: Cyclic, tables: Mapping[str, Table]) -> Contradiction:
    """The references and computations that make a cycle."""
    made = list(dict.fromkeys(table for table, column in error.cycle if column is None))
    found: list[SpecPath] = [
        ("tables", table, "columns", column, "draw", "compute") for table, column in error.cycle if column is not None
    ]
    steps = zip(error.cycle, error.cycle[1:], strict=False)
    for (table, column), (other, _) in steps:
        if column is None and table in made:
            found += _references(table, other, tables)
    return tuple(dict.fromkeys(found))


def _references(table: str, other: str, tables: Mapping[str, Table]) -> Iterator[SpecPath]:
    rows = tables[table].rows
    for name, column in tables[table].columns.items():
        if column.references == other and not column.nullable:
            yield ("tables", table, "columns", name, "references")
            return
    if isinstance(rows, PerParent) and rows.per == other:
        yield ("tables", table, "rows")


def _told(statements: Contradiction, document: SpecDocument) -> str:
    return "\n".join(f"  {document.place(path)}: {_text(path, document)}" for path in statements)


def _text(path: SpecPath, document: SpecDocument) -> str:
    """What stands at a path of the spec; the path's end where it follows from the column itself."""
    here: Json = document.content
    for part in path:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            return written(path[-1:])
    if isinstance(here, dict) and path[-2] == "columns":
        return f"{path[-1]} is never null"
    return str(here)
