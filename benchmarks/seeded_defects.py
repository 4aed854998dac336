"""Defects planted in the shipped domains, one at a time: how many the audit finds, and blames the right component for.

    PYTHONPATH=. python benchmarks/seeded_defects.py [--domains library] [--each 2 | --sample 60] [--seed 7]

Each of 48 kinds is planted up to `--each` times in each domain. A defect is detected where the audit has a finding that
the clean domain has not, and attributed where the first of these is of its component. The cases of the suites are the
references; no user asks for anything in them, so that nothing of the intent can be planted. The exit code is 1 where
the clean domains have findings, or fewer than 90 of 100 defects are detected and attributed.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import planted_code, planted_data, planted_schemas
from benchmarks.planted import Planted, planted
from eigendata_assets.agents.offline import Offline
from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.artifacts.findings import Finding
from eigendata_assets.audits.assembly import ranked
from eigendata_assets.audits.auditing import THRESHOLD, audit, available, run_check
from eigendata_assets.audits.checks.registry import CHECKS
from eigendata_assets.audits.generated import GeneratedDomain, generated_subject
from eigendata_assets.audits.memo import Memo, program_digest
from eigendata_assets.audits.probing.laboratory import observe
from eigendata_assets.audits.reading import read_generated
from eigendata_assets.databases.flow import make_database
from eigendata_assets.environments.flow import build_environment
from eigendata_assets.execution.progress import silent
from eigendata_assets.storage.workspace import Workspace
from resources.subprocess_sandbox import SubprocessSandbox

SPECS = Path(__file__).parents[1] / "domains"
DOMAINS = ("airline", "hotel_chain", "library")
WANTED = 0.9


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the audit says of a planted defect that it does not say of the clean domain, the first first."""

    defect: Planted
    new: tuple[Finding, ...]

    @property
    def attributed(self) -> bool:
        """Whether the first new finding blames the right component."""
        return bool(self.new) and self.new[0].component == self.defect.component


@dataclass(frozen=True, slots=True)
class Laboratory:
    """A clean domain, what is found in it, and what its checks remember."""

    domain: GeneratedDomain
    known: frozenset[str]
    memory: Path
    program: str

    def look(self, defect: Planted, sandbox: SubprocessSandbox) -> Outcome:
        """Only checks that read what was changed are run again."""
        subject = generated_subject(defect.domain, sandbox)
        memo = Memo(subject, self.memory, self.program)
        due = [check for check in CHECKS if not check.needs - available(subject) and memo.recall(check) is None]
        if any("probes" in check.needs for check in due):
            subject = replace(subject, observations=observe(subject, sandbox, silent))
        if defect.domain.environment.folder != self.domain.environment.folder:
            shutil.rmtree(defect.domain.environment.folder)
        found = ranked(finding for check in due for finding in run_check(subject, check))
        return Outcome(defect, tuple(f for f in found if f.confidence >= THRESHOLD and f.id not in self.known))


def prepared(workspace: Workspace, name: str, sandbox: SubprocessSandbox) -> Laboratory:
    """The domain is generated (where it is not there yet) and audited; its findings are printed."""
    source = SpecSource(file=f"specs/{name}.yaml")
    store = workspace.store(name)
    if not store.schema_folder.exists():
        spec = workspace.root / source.file
        spec.parent.mkdir(parents=True, exist_ok=True)
        spec.write_text((SPECS / f"{name}.yaml").read_text(encoding="utf-8"), encoding="utf-8")
        workspace.write_domain(Domain(name=name, source=source))
        make_database(workspace, name, source)
        build_environment(workspace, name, source, sandbox, Offline())
    domain = read_generated(store, source.title)
    memory = Path(tempfile.mkdtemp(prefix=f"seeded-{name}-"))
    done = audit(generated_subject(domain, sandbox), CHECKS, sandbox, memory=memory)
    for finding in done.findings:
        print(f"clean {name}: {finding.code} {finding.function}: {finding.message}")
    return Laboratory(domain, frozenset(each.id for each in done.findings), memory, program_digest())


def defects(domain: GeneratedDomain, seed: int, each: int) -> Iterator[Planted]:
    """Every kind, up to `each` times."""
    chance = random.Random(f"{seed} {domain.name}")
    yield from planted("schema", planted_schemas.KINDS, domain, chance, each)
    yield from planted("implementation", planted_code.KINDS, domain, chance, each)
    yield from planted("database", planted_data.DATABASE, domain, chance, each)
    yield from planted("trajectory", planted_data.TRAJECTORY, domain, chance, each)
    yield from planted("evaluation", planted_data.EVALUATION, domain, chance, each)


def table(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """A line for each kind, and the sum."""
    kinds = Counter((each.defect.component, each.defect.kind) for each in outcomes)
    yield f"{'component':15} {'kind':36} planted detected attributed"
    for (component, kind), count in kinds.items():
        of_kind = [each for each in outcomes if (each.defect.component, each.defect.kind) == (component, kind)]
        yield _line(component, kind, count, of_kind)
    yield _line("all", f"{len(kinds)} kinds", len(outcomes), outcomes)


def _line(component: str, kind: str, count: int, outcomes: Sequence[Outcome]) -> str:
    detected, right = sum(bool(each.new) for each in outcomes), sum(each.attributed for each in outcomes)
    return f"{component:15} {kind:36} {count:7} {detected:8} {right:10}"


def missed(outcome: Outcome) -> str:
    """One line about a defect that was not found, or of which another component is blamed."""
    defect = outcome.defect
    said = f"blamed {outcome.new[0].component} by {outcome.new[0].code}" if outcome.new else "not found"
    return f"{defect.domain.name}: {defect.kind}: {defect.where}: {said}"


def main(arguments: Sequence[str]) -> int:
    """Plants, audits, prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--domains", nargs="+", default=DOMAINS)
    parser.add_argument("--each", type=int, default=3)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workspace", type=Path)
    given = parser.parse_args(arguments)
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, SubprocessSandbox() as sandbox:
        workspace = Workspace(given.workspace or Path(folder))
        laboratories = [prepared(workspace, name, sandbox) for name in given.domains]
        made = [(lab, each) for lab in laboratories for each in defects(lab.domain, given.seed, given.each)]
        if given.sample:
            made = random.Random(given.seed).sample(made, min(given.sample, len(made)))
        outcomes = [lab.look(defect, sandbox) for lab, defect in made]
    print("\n".join(table(outcomes)))
    print("\n".join(missed(each) for each in outcomes if not each.attributed))
    clean = not any(lab.known for lab in laboratories)
    right = sum(each.attributed for each in outcomes) / len(outcomes)
    print(f"detected and attributed: {right:.1%} of {len(outcomes)}, in {time.perf_counter() - began:.0f} s")
    return 0 if clean and right >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
