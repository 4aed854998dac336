"""DatabaseAgent (paper 3.2), as a story: read, design, validate, populate, verify and redraw, write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from eigendata_assets.artifacts.domain import SpecSource
from eigendata_assets.artifacts.spec.consistency import ConsistencyReport
from eigendata_assets.artifacts.spec.population_plan import PopulationPlan
from eigendata_assets.artifacts.spec.remarks import written
from eigendata_assets.databases.consistency import violation
from eigendata_assets.databases.constraints import constraints
from eigendata_assets.databases.documentation import documentation
from eigendata_assets.databases.population import Population, populate
from eigendata_assets.databases.regeneration import Repaired, repair
from eigendata_assets.databases.representative_queries import query_remarks, representative_queries
from eigendata_assets.databases.schema_design import designed, plan_of, with_plan
from eigendata_assets.databases.schema_validation import validated
from eigendata_assets.databases.spec_checks import spec_remarks
from eigendata_assets.databases.spec_reading import ReadSpec, read_spec
from eigendata_assets.databases.writing import edge_labels, sqlite_statements, state_rows
from eigendata_assets.errors import GateFailed, InputError
from eigendata_assets.storage.database_files import DatabaseFiles, read_plan
from eigendata_assets.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Generated:
    """A database that was populated and verified; it is consistent where the report has no violations."""

    population: Population
    plan: PopulationPlan
    report: ConsistencyReport


def generate_database(read: ReadSpec, scale: int = 1, plan: PopulationPlan | None = None) -> Generated:
    """The database of a spec; the same bytes for the same spec, seed, scale and plan.

    Raises InputError where the spec contradicts itself, with the smallest sets of statements that do.
    """
    complete = designed(read.spec if plan is None else with_plan(read.spec, plan))
    wrong = [each for each in spec_remarks(complete) if each.severity == "error"]  # a plan is edited by people too
    if wrong:
        raise InputError("\n".join(f"{written(each.path)}: {each.message}" for each in wrong), where=("plan",))
    made_by = plan_of(complete, scale if plan is None else plan.scale)
    remarks = validated(complete, read.document, made_by.scale)
    population = populate(complete, made_by.scale)
    repaired = repair(population)
    said = [*read.warnings, *(read.document.said(each) for each in remarks)]
    return Generated(population, made_by, _report(population, repaired, said))


def write_database(generated: Generated, files: DatabaseFiles) -> None:
    """The database is in its files; one that breaks a statement of its spec is not written, but its report is.

    Raises GateFailed that names the statements.
    """
    population, report = generated.population, generated.report
    if not report.violations:
        files.write_sqlite(sqlite_statements(population), population.working.connection)
        files.write_state(state_rows(population))
    text = documentation(population.spec, report.rows)
    files.write_texts(generated.plan, report, edge_labels(population), text)
    if report.violations:
        broken = [f"{each.records} records of {each.table} break `{each.statement}`" for each in report.violations]
        said = "; ".join(broken)
        raise GateFailed(f"{population.spec.name}: {said}", hint=f"See {files.report_file}.")


def make_database(workspace: Workspace, name: str, source: SpecSource) -> ConsistencyReport:
    """The database of a domain of the workspace, made from its spec."""
    read = source_spec(workspace, source)
    files = database_files(workspace, name)
    generated = generate_database(read, source.scale, given_plan(files))
    write_database(generated, files)
    return generated.report


def source_spec(workspace: Workspace, source: SpecSource) -> ReadSpec:
    """The spec of a domain of the workspace, with the seed that the domain asks for."""
    read = read_spec(workspace.root / source.file)
    if source.seed is None:
        return read
    return ReadSpec(read.spec.model_copy(update={"seed": source.seed}), read.document, read.warnings)


def database_files(workspace: Workspace, name: str) -> DatabaseFiles:
    """Where the generated database of a domain lies."""
    return DatabaseFiles(workspace.root / "artifacts" / name / "database")


def given_plan(files: DatabaseFiles) -> PopulationPlan | None:
    """The plan that a person gave, if there is one."""
    return read_plan(files.edited_plan_file) if files.edited_plan_file.exists() else None


def _report(population: Population, repaired: Repaired, remarks: Sequence[str]) -> ConsistencyReport:
    tables = population.spec.tables
    asked = tuple(representative_queries(population))
    return ConsistencyReport(
        domain=population.spec.name,
        rows={name: population.working.count(name) for name in tables},
        statements=sum(1 for _ in constraints(tables)),
        rounds=repaired.rounds,
        redrawn=tuple(repaired.redrawn),
        violations=tuple(violation(population.working, each) for each in repaired.broken),
        queries=asked,
        remarks=(*remarks, *query_remarks(asked)),
    )
