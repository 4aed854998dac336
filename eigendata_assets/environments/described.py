"""A spec in words, for the agents that ask a model: its tables, a function, what is expected of its code."""

from __future__ import annotations

import json

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.spec.draws import SequenceDraw
from eigendata_assets.artifacts.spec.tables import Column
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.environments.synthesis.argument_code import signature
from eigendata_assets.environments.tool_schemas import parameters_schema


def tables_text(domain: DomainSpec) -> str:
    """Every table with its key, its columns and what must hold of its rows, a line each."""
    lines = []
    for name, table in domain.tables.items():
        lines.append(f"{name} (key {table.key}): {table.description}")
        lines += [f"  {column}: {_column(rule)}" for column, rule in table.columns.items()]
        lines += [f"  no two rows have the same {', '.join(columns)}" for columns in table.unique]
        lines += [f"  must hold: {check.that}" for check in table.checks]
    return "\n".join(lines)


def function_text(domain: DomainSpec, name: str) -> str:
    """A function with its signature, its parameters as JSON Schema, and what it does in words."""
    tool = domain.tools[name]
    parameters = json.dumps(parameters_schema(tool))
    said = [f"{name}({signature(name, tool.parameters)})", tool.description.strip(), f"parameters: {parameters}"]
    return "\n".join([*said, f"behaviour: {tool.behaviour.strip() or 'as described'}"])


def state_text(tables: Tables) -> str:
    """A small state as JSON, a row to a line."""
    lines = []
    for table, rows in tables.items():
        lines.append(f"{table}:")
        lines += [f"  {key}: {json.dumps(row)}" for key, row in rows.items()]
    return "\n".join(lines)


def json_or_text(text: str) -> Json:
    """The value that a text is as JSON; the text itself where it is none."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _column(column: Column) -> str:
    parts = [column.type, "may be null" if column.nullable else "", "unique" if column.unique else ""]
    parts += [column.description]
    parts += [f"numbered {column.draw.sequence}"] if isinstance(column.draw, SequenceDraw) else []
    parts += [f"at least {_bound(column.minimum)}"] if column.minimum is not None else []
    parts += [f"at most {_bound(column.maximum)}"] if column.maximum is not None else []
    parts += [f"matches {column.pattern}"] if column.pattern else []
    parts += [f"refers to {column.references}"] if column.references else []
    parts += [f"one of {', '.join(map(str, column.values))}"] if column.values else []
    return "; ".join(part for part in parts if part)


def _bound(value: float | str | None) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
