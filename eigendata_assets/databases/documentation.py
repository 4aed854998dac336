"""The schema of a database for people: Markdown with an entity diagram (mermaid)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.tables import Column, Table


def documentation(spec: DomainSpec, rows: Mapping[str, int]) -> str:
    """The document: the diagram, then a section for each table; `rows` is how many each has."""
    return "\n".join([f"# {spec.name}", "", spec.description, "", *_diagram(spec), *_tables(spec, rows)]) + "\n"


def _diagram(spec: DomainSpec) -> Iterator[str]:
    yield from ("```mermaid", "erDiagram")
    for name, table in spec.tables.items():
        for each, column in table.columns.items():
            if column.references:
                yield f"    {column.references} {'|o' if column.nullable else '||'}--o{{ {name} : {each}"
        yield f"    {name} {{"
        for each, column in table.columns.items():
            mark = " PK" if each == table.key else " FK" if column.references else ""
            yield f"        {column.type} {each}{mark}"
        yield "    }"
    yield "```"


def _tables(spec: DomainSpec, rows: Mapping[str, int]) -> Iterator[str]:
    for name, table in spec.tables.items():
        yield from ("", f"## {name}", "", f"{table.description or 'No description.'} {rows.get(name, 0):,} rows.", "")
        yield from ("| column | type | rules | description |", "|---|---|---|---|")
        for each, column in table.columns.items():
            rules = "; ".join(_rules(each, column, table))
            yield f"| `{each}` | {column.type} | {_cell(rules)} | {_cell(column.description)} |"
        said = [*(f"{', '.join(columns)} are unique together" for columns in table.unique), *_checks(table)]
        if said:
            yield ""
            yield from (f"- {each}" for each in said)
        for case in table.edge_cases:
            yield f"- edge case `{case.label}`: {case.rows} rows. {case.description}".rstrip()


def _checks(table: Table) -> Iterator[str]:
    for check in table.checks:
        yield f"`{check.that}`" + (f": {check.because}" if check.because else "")


def _rules(name: str, column: Column, table: Table) -> Iterator[str]:
    if name == table.key:
        yield "key"
    if column.unique:
        yield "unique"
    if column.nullable:
        yield "may be null"
    if column.references:
        yield f"key of `{column.references}`"
    if column.values:
        yield "one of " + ", ".join(f"`{value}`" for value in column.values)
    if column.minimum is not None:
        yield f"at least {column.minimum}"
    if column.maximum is not None:
        yield f"at most {column.maximum}"
    if column.pattern:
        yield f"fits `{column.pattern}`"


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
