"""Whether statements of a spec can hold together, by z3, and the smallest set of them that cannot.

A table is looked at through one row of it, with the rows it refers to. What the encoding has no form for is left open,
so that `contradiction` is only said where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from math import comb

import z3

from eigendata_assets.artifacts.spec.draws import ComputedDraw
from eigendata_assets.artifacts.spec.remarks import SpecPath
from eigendata_assets.artifacts.spec.tables import Table
from eigendata_assets.databases.constraints import constraints
from eigendata_assets.databases.expressions.parse import parse
from eigendata_assets.databases.z3_encoding import Encoder

MILLISECONDS = 3_000
_MOST_SUBSETS = 3_000

Statements = dict[SpecPath, z3.BoolRef]
"""What is said, by where it stands in the spec."""


def row_statements(encoder: Encoder, table: str, tables: Mapping[str, Table]) -> Statements:
    """What must hold of every row of a table: ranges, values, checks, and how columns are computed."""
    said: Statements = {}
    for each in constraints({table: tables[table]}):
        if each.kind == "condition" and each.condition is not None:
            said[each.path] = encoder.holds(each.condition, table)
    checks = {check.that for check in tables[table].checks}
    for name, column in tables[table].columns.items():
        draw = column.draw
        if isinstance(draw, ComputedDraw) and checks & {f"{name} == {draw.compute}", f"{draw.compute} == {name}"}:
            continue  # the check says the same
        exact = isinstance(draw, ComputedDraw) and not (draw.noise or draw.season or draw.step or column.null_share)
        edged = any(name in case.set for case in tables[table].edge_cases)
        if exact and not edged and isinstance(draw, ComputedDraw):
            said["tables", table, "columns", name, "draw", "compute"] = encoder.equals(name, parse(draw.compute), table)
    return said


def contradiction(said: Statements, always: Sequence[z3.BoolRef] = ()) -> tuple[SpecPath, ...]:
    """The smallest set of statements that cannot hold together; empty where all can, or where nobody can tell."""
    core = _core(said, list(said), always)
    if core is None:
        return ()
    core = _minimal(said, core, always)
    return tuple(_smallest(said, core, always))


def disjoint_contradictions(said: Statements, always: Sequence[z3.BoolRef] = ()) -> Iterator[tuple[SpecPath, ...]]:
    """Contradictions that have no statement in common, until what is left can hold together."""
    left = dict(said)
    while core := contradiction(left, always):
        yield core
        left = {path: formula for path, formula in left.items() if path not in core}


def _core(said: Statements, among: Sequence[SpecPath], always: Sequence[z3.BoolRef]) -> list[SpecPath] | None:
    """Statements among some that contradict each other; None where they can hold together."""
    solver = z3.Solver()
    solver.set("timeout", MILLISECONDS)
    solver.set("random_seed", 0)
    solver.add(*always)
    labels = {f"s{number}": path for number, path in enumerate(among)}
    for label, path in labels.items():
        solver.assert_and_track(said[path], label)
    if solver.check() != z3.unsat:
        return None
    return sorted((labels[str(each)] for each in solver.unsat_core()), key=str)


def _minimal(said: Statements, core: list[SpecPath], always: Sequence[z3.BoolRef]) -> list[SpecPath]:
    """The core without any statement that can be left out."""
    kept = list(core)
    for path in core:
        fewer = [each for each in kept if each != path]
        smaller = _core(said, fewer, always)
        if smaller is not None:
            kept = [each for each in kept if each in smaller]
    return kept


def _smallest(said: Statements, core: list[SpecPath], always: Sequence[z3.BoolRef]) -> list[SpecPath]:
    """A set with fewer statements than the minimal one, where trying all of them is cheap."""
    near = list(said)
    for size in range(1, len(core)):
        if comb(len(near), size) > _MOST_SUBSETS:
            return core
        for subset in combinations(near, size):
            if _core(said, subset, always) is not None:
                return list(subset)
    return core
