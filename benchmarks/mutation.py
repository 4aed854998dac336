"""How many faults the derived suites notice: mutants of each generated environment, killed, equivalent and surviving.

    python -m benchmarks.mutation [domains/airline.yaml ...]

A mutant that passes both suites is executed against the original on many more situations than the suites hold; one
that never differs is counted as equivalent, with the number of executions that say so. All others are survivors and
are printed. The score is killed / (all - equivalent).
"""

from __future__ import annotations

import ast
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from benchmarks.mutants import Mutant, mutants_of
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Tables
from eigendata_assets.databases.flow import generate_database
from eigendata_assets.databases.spec_reading import read_spec
from eigendata_assets.databases.writing import edge_labels, state_rows
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.suites.deriving import Suites, derive_suites
from eigendata_assets.environments.suites.running import failure_of, probed, replay_of_case
from eigendata_assets.environments.suites.search import Search
from eigendata_assets.environments.suites.situations import Neighbourhood
from eigendata_assets.environments.suites.slices import sample_of
from eigendata_assets.environments.suites.values import Pools
from eigendata_assets.environments.synthesis.method_code import method_code
from eigendata_assets.environments.synthesis.module_code import class_name, module_code
from eigendata_assets.execution.protocol import EnvironmentCode, Replay, ReplayOutcome, Toolkit
from resources.subprocess_sandbox import SubprocessSandbox

_SITUATIONS = 1500
_HEAD = "import {module}\nfrom {module}_probe import Probe\nglobals().update(vars({module}))\n\n"


def main(specs: Sequence[str]) -> int:
    """Prints the score of every domain; 1 where one is below 95 %."""
    low = False
    for path in specs or sorted(map(str, Path("domains").glob("*.yaml"))):
        with SubprocessSandbox() as sandbox:
            low = score(Path(path), sandbox) < 0.95 or low
    return int(low)


def score(path: Path, sandbox: SubprocessSandbox) -> float:
    """The share of the mutants that are no equivalents which the suites kill; everything is printed."""
    read = read_spec(path)
    domain, population = read.spec, generate_database(read).population
    database: Tables = {table: {key: dict(row) for key, row in rows} for table, rows in state_rows(population)}
    labelled: dict[str, list[str]] = {}
    for each in edge_labels(population):
        labelled.setdefault(each["table"], []).append(each["key"])
    behaviours = read_behaviours(domain)
    started = time.monotonic()
    suites = derive_suites(domain, behaviours, database, labelled=labelled)
    seconds = time.monotonic() - started
    methods = {name: method_code(domain, name, behaviours) for name in behaviours}
    mutants = [mutant for name, text in methods.items() for mutant in mutants_of(domain, name, text)]
    module = module_code(domain, methods)
    killed = _killed(domain, module, mutants, suites, sandbox)
    alive = [mutant for mutant, dead in zip(mutants, killed, strict=True) if not dead]
    sample = sample_of(domain, database, 60, labelled)
    differing, tried = _differing(domain, module, alive, sample, sandbox)
    survivors = [mutant for mutant, differs in zip(alive, differing, strict=True) if differs]
    reached = sum(killed) / (sum(killed) + len(survivors))
    _tell(domain, suites, seconds, Counter(mutant.kind for mutant in mutants), survivors)
    print(f"  equivalent: {len(alive) - len(survivors)}, none differs in {tried:,} executions")
    print(f"  killed {sum(killed)} of {sum(killed) + len(survivors)}: {reached:.1%}\n")
    return reached


def _killed(
    domain: DomainSpec, module: str, mutants: Sequence[Mutant], suites: Suites, sandbox: SubprocessSandbox
) -> list[bool]:
    """Whether some case of the suites fails on each mutant."""
    asked = [
        (number, suite, case)
        for number, mutant in enumerate(mutants)
        for suite in (suites.unit, suites.workflow)
        for case in suite.cases
        if mutant.tool in case.tools
    ]
    with tempfile.TemporaryDirectory() as folder:
        code = _environment(Path(folder), domain, module, mutants)
        outcomes = sandbox.replay(code, [replay_of_case(case, suite, f"Mutant{n}") for n, suite, case in asked])
    dead = [False] * len(mutants)
    for (number, suite, case), outcome in zip(asked, outcomes, strict=True):
        dead[number] = dead[number] or failure_of(case, suite, outcome) is not None
    return dead


def _differing(
    domain: DomainSpec, module: str, mutants: Sequence[Mutant], sample: Tables, sandbox: SubprocessSandbox
) -> tuple[list[bool], int]:
    """Whether each mutant differs from the original in some situation, and how many were tried in all."""
    original = [Mutant(tool, "none", 0, "", "") for tool in dict.fromkeys(mutant.tool for mutant in mutants)]
    situations = {each.tool: _situations(domain, each.tool, sample) for each in original}
    with tempfile.TemporaryDirectory() as folder:
        code = _environment(Path(folder), domain, module, [*mutants, *original])
        seen: list[list[Json]] = []
        for number, mutant in enumerate([*mutants, *original]):
            name = f"Mutant{number}"
            replays = [
                Replay(str(n), (name,), {name: state}, [[("call_tool", {"tool": mutant.tool, "arguments": arguments})]])
                for n, (state, arguments) in enumerate(situations[mutant.tool])
            ]
            seen.append([_seen(each) for each in sandbox.replay(code, replays)])
    meant = {each.tool: seen[len(mutants) + number] for number, each in enumerate(original)}
    tried = sum(len(situations[mutant.tool]) for mutant in mutants)
    return [seen[number] != meant[mutant.tool] for number, mutant in enumerate(mutants)], tried


def _seen(outcome: ReplayOutcome) -> Json:
    """The result and the state of a replay of one call."""
    if outcome.failure is not None:
        return outcome.failure.kind
    return outcome.results[0][0], list(outcome.turn_states[0].values())


def _situations(domain: DomainSpec, tool: str, sample: Tables) -> list[tuple[Tables, dict[str, Json]]]:
    """Many states and arguments for a tool, found otherwise than those of its suite: another seed, two changes."""
    behaviour = read_behaviours(domain)[tool]
    pools = Pools(domain, domain.tools[tool], sample)
    search = Search(domain, tool, behaviour, sample, pools, seed="equivalence")
    around = Neighbourhood(domain, domain.tools[tool], behaviour, pools)
    draw = random.Random(tool)
    found = search.situations()
    for _ in range(3):
        some = draw.sample(found, min(len(found), 12))
        for base in some:
            run = search.run(dict(base.arguments), base.state)
            near = list(islice(around.of(base, run.watcher), 400))
            found += draw.sample(near, min(len(near), 40))
    return [(each.state, dict(each.arguments)) for each in found[:_SITUATIONS]]


def _environment(folder: Path, domain: DomainSpec, module: str, mutants: Sequence[Mutant]) -> EnvironmentCode:
    """The original with its probe, and a class for each mutant."""
    name = domain.name
    probed(folder, name, class_name(name), module)
    classes = []
    for number, mutant in enumerate(mutants):
        body: list[ast.stmt] = ast.parse(mutant.method).body if mutant.method else [ast.Pass()]
        bases: list[ast.expr] = [ast.Name("Probe")]
        made = ast.ClassDef(f"Mutant{number}", bases=bases, keywords=[], body=body, decorator_list=[])
        classes.append(ast.unparse(ast.fix_missing_locations(made)))
    text = _HEAD.format(module=name) + "\n\n".join(classes)
    (folder / f"{name}_mutants.py").write_text(text, encoding="utf-8")
    toolkits = tuple(Toolkit(f"Mutant{number}", f"{name}_mutants") for number in range(len(mutants)))
    return EnvironmentCode(folder, toolkits, "_load_state")


def _tell(domain: DomainSpec, suites: Suites, seconds: float, kinds: Counter[str], survivors: Sequence[Mutant]) -> None:
    cases = f"{len(suites.unit.cases)} unit and {len(suites.workflow.cases)} workflow cases"
    print(f"{domain.name}: {cases} derived in {seconds:.1f} s, {sum(kinds.values())} mutants")
    print("  " + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()))
    for mutant in survivors:
        print(f"  survives: {mutant.tool}, line {mutant.line}: {mutant.kind}: {mutant.was}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
