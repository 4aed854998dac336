"""Schema polish by a request in words (EigenData 3.4.4): a pilot on a sample, decided one by one, and then all.

A rewritten schema is checked and audited before anybody sees it; one that breaks what held is asked for once more with
the problems, and then refused. What a person says when rejecting goes into every later question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.findings import Finding, PolishProposal, PolishReport, RefusedRewrite, SchemaEdit
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.audits.polishing import PILOT, REST, Audit, Decide, Polished, differing, edited
from eigendata_assets.audits.reviewing.answers import Answer, ask_all
from eigendata_assets.audits.rewriting.schema_modify_agent import MODIFY_AGENT, RewrittenSchema, fields_of, rewritten
from eigendata_assets.audits.rewriting.validity import problems
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.errors import EigenDataError, InputError
from eigendata_assets.execution.progress import Progress

MOST_ROUNDS = 3
"""So often a tool of the pilot is proposed, when people reject it and say why."""


@dataclass(frozen=True, slots=True)
class Modifier:
    """Whom a request is given to, and how what it makes is audited."""

    chat: ChatModel
    audit: Audit
    progress: Progress


@dataclass(frozen=True, slots=True)
class _Rewrite:
    """A tool as it was and as it would be, or what is against that."""

    before: ToolSchema
    after: ToolSchema
    edits: tuple[SchemaEdit, ...] = ()
    reason: str = ""
    made_by: str = ""
    against: tuple[str, ...] = ()


@dataclass(slots=True)
class Course:
    """A request on its way through the tools of a subject; `feedback` is what people said of earlier proposals."""

    subject: AuditSubject
    request: str
    modifier: Modifier
    decide: Decide
    feedback: list[str] = field(default_factory=list)
    made: list[PolishProposal] = field(default_factory=list)
    refused: list[RefusedRewrite] = field(default_factory=list)
    stopped: bool = False

    def run(self) -> Polished:
        """The tools with the proposals that were accepted, and all that was proposed and decided."""
        tools = list(self.subject.toolset.tools)
        pilot = sample(tools, PILOT)
        self._pilot(pilot)
        rest = [tool for tool in tools if tool not in pilot]
        if rest and not self.stopped:
            offered = self._offers(rest)
            for number, proposal in enumerate(offered):
                self._decided(proposal, PILOT + number, PILOT + len(offered))
        accepted = [edit for each in self.made if each.decision == "accepted" for edit in each.edits]
        toolset = edited(self.subject.toolset, accepted)
        report = PolishReport(
            subject=self.subject.name,
            proposals=tuple(self.made),
            remaining=tuple(each.id for each in self._findings(toolset)),
            refused=tuple(self.refused),
        )
        return Polished(toolset, report)

    def _pilot(self, pilot: Sequence[ToolSchema]) -> None:
        """Some tools are decided one by one; what is rejected with a reason is proposed anew."""
        tools = list(pilot)
        for _ in range(MOST_ROUNDS):
            offered = self._offers(tools) if tools else []
            decided = [self._decided(each, number, len(offered)) for number, each in enumerate(offered)]
            again = {each.tool for each in decided if each.decision == "rejected" and each.feedback}
            tools = [tool for tool in pilot if tool.key in again]
            if self.stopped:
                return

    def _decided(self, proposal: PolishProposal, number: int, count: int) -> PolishProposal:
        decided = self.decide(proposal, number, count)
        self.made.append(decided)
        if decided.decision == "rejected" and decided.feedback:
            self.stopped = self.stopped or decided.feedback == REST
            self.feedback.append(f"{decided.tool}: {decided.feedback}")
        return decided

    def _offers(self, tools: Sequence[ToolSchema]) -> list[PolishProposal]:
        """The proposals for some tools; those that break something are asked for twice, and then refused."""
        first = self._audited(self._asked(tools, {}))
        against = {each.before.key: each.against for each in first if each.against}
        broken = [tool for tool in tools if tool.key in against]
        second = self._audited(self._asked(broken, against)) if broken else []
        rewrites = {each.before.key: each for each in (*first, *second)}
        for each in rewrites.values():
            if each.against:
                self.refused.append(RefusedRewrite(tool=each.before.key, problems=each.against))
        return [self._proposal(each) for each in rewrites.values() if each.edits and not each.against]

    def _asked(self, tools: Sequence[ToolSchema], against: dict[str, tuple[str, ...]]) -> list[_Rewrite]:
        rows = [fields_of(self.subject, tool, self.request, self.feedback, against.get(tool.key, ())) for tool in tools]
        modifier = self.modifier
        asked = asyncio.run(ask_all(MODIFY_AGENT, rows, modifier.chat, modifier.progress, None, "schemas"))
        if asked.stopped:
            raise EigenDataError(asked.stopped, hint="What was answered is kept; run again.")
        return [self._read(tool, answer) for tool, answer in zip(tools, asked.answers, strict=True)]

    def _read(self, tool: ToolSchema, answer: Answer[RewrittenSchema] | None) -> _Rewrite:
        if answer is None:
            return _Rewrite(tool, tool, against=("the model gave no usable reply",))
        try:
            after, edits = rewritten(tool, answer.value)
        except InputError as error:
            return _Rewrite(tool, tool, against=(error.message,))
        against = tuple(problems(self.subject, tool, after))
        return _Rewrite(tool, after, edits, answer.value.reason, answer.made_by, against)

    def _audited(self, rewrites: Sequence[_Rewrite]) -> list[_Rewrite]:
        """The same with what an audit of all new schemas together finds that it did not find before."""
        sound = {each.before.key: each.after for each in rewrites if each.edits and not each.against}
        if not sound:
            return list(rewrites)
        toolset = Toolset(tools=tuple(sound.get(tool.key, tool) for tool in self.subject.toolset.tools))
        known = {each.id for each in self._findings(self.subject.toolset)}
        new = [each for each in self._findings(toolset) if each.id not in known]
        return [replace(each, against=each.against + _of(new, each.before)) for each in rewrites]

    def _findings(self, toolset: Toolset) -> tuple[Finding, ...]:
        return self.modifier.audit(replace(self.subject, toolset=toolset)).findings

    def _proposal(self, each: _Rewrite) -> PolishProposal:
        before, after = differing(each.before, each.after)
        return PolishProposal(
            tool=each.before.key,
            findings=(),
            reasons=(each.reason,),
            edits=each.edits,
            before=before,
            after=after,
            request=self.request,
            made_by=each.made_by,
        )


def sample(tools: Sequence[ToolSchema], count: int) -> list[ToolSchema]:
    """Some of the tools, evenly over all."""
    return [tools[len(tools) * number // count] for number in range(count)] if len(tools) > count else list(tools)


def _of(findings: Sequence[Finding], tool: ToolSchema) -> tuple[str, ...]:
    return tuple(each.message for each in findings if each.function == tool.key)
