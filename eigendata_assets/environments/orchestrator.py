"""EnhancedOrchestrator (EigenData 3.3, Algorithm 1): generate, test, judge, correct, in nested and bounded loops.

Stage 1, for each function: an outer cycle over its unit tests and an inner one over its code; where the inner one is
exhausted, the judge says whether code or tests are at fault. Stage 2: workflow tests, and targeted fixes. Then review.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.coding import CaseFailure, Mode, ReviewRemark, Round, Verdict
from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.artifacts.suites import Case, Suite, Tables
from eigendata_assets.environments.behaviour.steps import Behaviour
from eigendata_assets.environments.coding_agent import CodingAgent
from eigendata_assets.environments.judge_agent import judge
from eigendata_assets.environments.review_agent import review
from eigendata_assets.environments.suites.rederiving import rederived
from eigendata_assets.environments.suites.running import run_cases
from eigendata_assets.environments.synthesis.module_code import module_code
from eigendata_assets.environments.testing_agent import write_tests
from eigendata_assets.errors import InputError
from eigendata_assets.execution.protocol import Sandbox

_JUDGED = 8


@dataclass(frozen=True, slots=True)
class Bounds:
    """How often each loop goes round at most."""

    outer: int = 3
    inner: int = 3
    review: int = 2


BOUNDS = Bounds()


@dataclass(slots=True)
class Work:
    """An environment in the making: what was decided, and what there is so far."""

    domain: DomainSpec
    behaviours: dict[str, Behaviour]
    order: tuple[str, ...]
    unit: Suite
    workflow: Suite
    described_state: Tables
    sandbox: Sandbox
    chat: ChatModel
    bounds: Bounds = BOUNDS
    methods: dict[str, str] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    rounds: list[Round] = field(default_factory=list)
    unverified: set[str] = field(default_factory=set)
    refused: dict[str, CaseFailure] = field(default_factory=dict)

    @property
    def module(self) -> str:
        """The module with the functions written so far, in the order of the spec."""
        return module_code(
            self.domain, {name: self.methods[name] for name in self.domain.tools if name in self.methods}
        )

    async def implement(self, names: Iterable[str], mode: Mode) -> None:
        """Stage 1: every function is written and has passed its unit tests, or is among the unverified."""
        names = list(names)
        for name in names:
            if name not in self.behaviours and not self.unit.of_tool(name):
                await self._tests_described(name, ())
            await self._write(name, mode)
        failures = self._run(self.unit, [case for name in names for case in self.unit.of_tool(name)])
        for name in names:
            own = [each for each in failures if each.case.partition(":")[0] == name]
            await self._debug(name, mode, self._refusal(name) + own)

    async def repair_unit(self, failures: Sequence[CaseFailure]) -> None:
        """Unit failures of code that exists: first it is attributed what is at fault, then only that is mended."""
        for name in dict.fromkeys(each.case.partition(":")[0] for each in failures):
            own = [each for each in failures if each.case.partition(":")[0] == name]
            if name not in self.domain.tools:
                continue
            verdicts = await self._judged(self.unit, own)
            self._note("unit", name, (1, 0), "correct", own, verdicts)
            await self._mend(name, own, verdicts)
            await self._debug(name, "correct", self._run(self.unit, self.unit.of_tool(name)))

    async def connect(self) -> None:
        """Stage 2: workflow tests pass, or the functions at fault are among the unverified."""
        for inner in range(1, self.bounds.inner + 1):
            failures = self._run(self.workflow, self.workflow.cases)
            verdicts = await self._judged(self.workflow, failures)
            self._note("workflow", "all", (1, inner), "correct", failures, verdicts, len(self.workflow.cases))
            if not failures:
                return
            at_fault = {verdict.case for verdict in verdicts if verdict.fault == "test"}
            self.workflow = self._with_rederived(self.workflow, at_fault)
            for name in dict.fromkeys(each.tool for each in failures if each.case not in at_fault):
                own = [each for each in failures if each.tool == name]
                await self._write(name, "correct", own)
                await self._debug(name, "correct", self._run(self.unit, self.unit.of_tool(name)))
        self.unverified |= {each.tool for each in self._run(self.workflow, self.workflow.cases)}

    async def pass_review(self) -> None:
        """The gate, strict: what is refused is refined and tested again, until it passes or the bound is met."""
        for number in range(1, self.bounds.review + 1):
            written = {name for name, author in self.authors.items() if author != "rule"}
            remarks = await review(self.domain, self.methods, written, self.chat)
            self._note_review(number, remarks)
            if not remarks:
                return
            for name in dict.fromkeys(remark.function for remark in remarks):
                said = [remark.message for remark in remarks if remark.function == name]
                await self._write(name, "refine", (), said)
                await self._debug(name, "refine", self._run(self.unit, self.unit.of_tool(name)))
        self.unverified |= {remark.function for remark in await review(self.domain, self.methods, set(), self.chat)}

    async def _debug(self, name: str, mode: Mode, failures: list[CaseFailure]) -> None:
        for outer in range(1, self.bounds.outer + 1):
            for inner in range(1, self.bounds.inner + 1):
                if not failures:
                    self._note("unit", name, (outer, inner), mode, failures)
                    self.unverified.discard(name)
                    return
                before = self.methods.get(name)
                if inner < self.bounds.inner:
                    self._note("unit", name, (outer, inner), mode, failures)
                    await self._write(name, "correct", failures)
                    mode = "correct"
                    if self.methods.get(name) == before and not self._refusal(name):
                        break
                    failures = self._refusal(name) or self._run(self.unit, self.unit.of_tool(name))
            verdicts = await self._judged(self.unit, failures)
            self._note("unit", name, (outer, min(inner + 1, self.bounds.inner)), mode, failures, verdicts)
            if outer == self.bounds.outer or not await self._mend(name, failures, verdicts):
                break
            failures = self._refusal(name) or self._run(self.unit, self.unit.of_tool(name))
        self.unverified.add(name)

    async def _mend(self, name: str, failures: Sequence[CaseFailure], verdicts: Sequence[Verdict]) -> bool:
        """What the judge holds to be at fault is made again; False where that changed nothing."""
        wrong = [verdict for verdict in verdicts if verdict.fault == "test"]
        if wrong and name in self.behaviours:
            self.unit = self._with_rederived(self.unit, {verdict.case for verdict in wrong})
        elif wrong:
            await self._tests_described(name, wrong)
        if len(wrong) == len(verdicts) and wrong:
            return True
        before = self.methods.get(name)
        await self._write(name, "correct", failures, [verdict.reason for verdict in verdicts])
        return bool(wrong) or self.methods.get(name) != before

    async def _write(
        self, name: str, mode: Mode, failures: Sequence[CaseFailure] = (), remarks: Sequence[str] = ()
    ) -> None:
        agent = CodingAgent(self.domain, self.behaviours, self.chat)
        self.refused.pop(name, None)
        try:
            written = await agent.write(name, mode, self.methods.get(name, ""), failures, remarks)
        except InputError as error:
            if name in self.behaviours:
                raise
            self.refused[name] = _no_method(name, str(error))
            return
        self.methods[name], self.authors[name] = written.text, written.made_by

    async def _tests_described(self, name: str, verdicts: Sequence[Verdict]) -> None:
        before = self.unit.of_tool(name)
        cases = await write_tests(self.domain, name, self.described_state, self.chat, before, verdicts)
        others = tuple(case for case in self.unit.cases if case.id.partition(":")[0] != name)
        states = {**self.unit.states, f"{name}-described": self.described_state}
        self.unit = self.unit.model_copy(update={"cases": (*others, *cases), "states": states})

    async def _judged(self, suite: Suite, failures: Sequence[CaseFailure]) -> list[Verdict]:
        cases = {case.id: case for case in suite.cases}
        return [
            await judge(
                self.domain, self.behaviours, cases[failure.case], failure, suite.states[cases[failure.case].state],
                self.methods.get(failure.tool, ""), self.chat,
            )
            for failure in failures[:_JUDGED]
            if failure.case in cases
        ]  # fmt: skip

    def _with_rederived(self, suite: Suite, ids: set[str]) -> Suite:
        cases = tuple(
            rederived(self.domain, self.behaviours, case, suite.states[case.state]) if case.id in ids else case
            for case in suite.cases
        )
        return suite.model_copy(update={"cases": cases})

    def _run(self, suite: Suite, cases: Sequence[Case]) -> list[CaseFailure]:
        written = [case for case in cases if all(tool in self.methods for tool in case.tools)]
        return run_cases(suite, written, self.module, self.sandbox)

    def _refusal(self, name: str) -> list[CaseFailure]:
        return [self.refused[name]] if name in self.refused else []

    def _note(
        self, stage: str, subject: str, number: tuple[int, int], mode: Mode, failures: Sequence[CaseFailure],
        verdicts: Sequence[Verdict] = (), cases: int | None = None,
    ) -> None:  # fmt: skip
        self.rounds.append(
            Round(
                stage="unit" if stage == "unit" else "workflow",
                subject=subject,
                outer=number[0],
                inner=number[1],
                mode=mode,
                made_by=self.authors.get(subject, "rule"),
                cases=len(self.unit.of_tool(subject)) if cases is None else cases,
                failures=tuple(failures[:_JUDGED]),
                verdicts=tuple(verdicts),
            )
        )

    def _note_review(self, number: int, remarks: Sequence[ReviewRemark]) -> None:
        self.rounds.append(
            Round(
                stage="review", subject="all", outer=number, inner=1, mode="refine", made_by="rule",
                cases=len(self.methods), remarks=tuple(remarks),
            )
        )  # fmt: skip


def _no_method(name: str, message: str) -> CaseFailure:
    return CaseFailure(
        case=f"{name}:written", about="the code is a method", call=0, tool=name, arguments={}, problem="not a method",
        expected="a method in Python", seen=None, message=message,
    )  # fmt: skip
