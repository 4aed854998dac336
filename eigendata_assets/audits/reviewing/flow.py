"""The part of an audit that asks a model (EigenData 3.4.4).

Every function and every dialogue is reviewed, the claims are executed, and a judge says what is at fault for what is
left. What does not reproduce is dropped, and counted by its reason.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import AnswersPending, ModelNeeded
from eigendata_assets.artifacts.claims import ReviewCount
from eigendata_assets.artifacts.findings import CheckRun, Finding
from eigendata_assets.audits.assembly import ranked
from eigendata_assets.audits.check import Need
from eigendata_assets.audits.reviewing.acceptance import accepted
from eigendata_assets.audits.reviewing.answers import ask_all, unanswered
from eigendata_assets.audits.reviewing.claims import Draft, Dropped
from eigendata_assets.audits.reviewing.judging import AUDIT_JUDGE, disputed, fields_of, judged
from eigendata_assets.audits.reviewing.panel import PANEL, Reviewing
from eigendata_assets.audits.subject import AuditSubject
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox


@dataclass(frozen=True, slots=True)
class Reviewed:
    """All findings with those of the reviews, the reviews as checks, and what became of their claims."""

    findings: tuple[Finding, ...]
    runs: tuple[CheckRun, ...]
    counts: tuple[ReviewCount, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """What one review came to; `run` is it as a check."""

    findings: tuple[Finding, ...]
    dropped: tuple[Dropped, ...]
    run: CheckRun
    count: ReviewCount | None = None


@dataclass(frozen=True, slots=True)
class Reviewer:
    """Reviews what audits look at. Without a `chat`, or a model behind it, it asks nothing, and the reviews say so.

    Replies are kept in the folder `memory`: a question that is the same is not asked again.
    """

    sandbox: Sandbox
    progress: Progress
    chat: ChatModel | None = None
    memory: Path | None = None

    def review(self, subject: AuditSubject, found: Sequence[Finding], has: frozenset[Need]) -> Reviewed:
        """What rules have found, with what a model claims and execution shows; `has` is what the subject has to offer.

        Raises AnswersPending where the answers come with a batch.
        """
        parts = self._parts(subject, has)
        everything = ranked([*found, *(_beside(each, found) for part in parts for each in part.findings)])
        findings, rejected, judging = self._judge(subject, everything)
        dropped = [*rejected, *(each for part in parts for each in part.dropped)]
        counts = [_with_claims(part.count, dropped) for part in parts if part.count is not None]
        return Reviewed(findings, tuple(part.run for part in parts), (*counts, *judging))

    def questions(self, subject: AuditSubject, has: frozenset[Need]) -> dict[str, int]:
        """How many questions are to be asked now about what; those to the judge depend on the answers."""
        if self.chat is None:
            return {}
        wanted = [each for each in PANEL if not self._missing(each, has)]
        return {each.what: unanswered(each.agent, each.rows(subject), self.chat, self.memory) for each in wanted}

    def _missing(self, reviewing: Reviewing[Any, Any], has: frozenset[Need]) -> tuple[str, ...]:
        model: frozenset[Need] = frozenset({"model"}) if self._has_model(reviewing.agent.name) else frozenset()
        return tuple(sorted(reviewing.review.needs - has - model))

    def _has_model(self, agent: str) -> bool:
        return self.chat is not None and _answers(self.chat, agent)

    def _parts(self, subject: AuditSubject, has: frozenset[Need]) -> list[_Part]:
        """All reviews; where answers wait for a batch, all questions are in it before AnswersPending is raised."""
        parts, pending = [], None
        for each in PANEL:
            try:
                parts.append(self._part(each, subject, self._missing(each, has)))
            except AnswersPending as error:
                pending = pending or error
        if pending is not None:
            raise pending
        return parts

    def _part(self, reviewing: Reviewing[Any, Any], subject: AuditSubject, missing: tuple[str, ...]) -> _Part:
        """One review: its questions, its claims, and what their execution shows."""
        review = reviewing.review
        about = {"code": review.code, "component": review.component, "title": review.title}
        if self.chat is None or missing:
            return _Part((), (), CheckRun.model_validate(about | {"findings": 0, "missing": missing}))
        things, rows = reviewing.things(subject), reviewing.rows(subject)
        asked = asyncio.run(ask_all(reviewing.agent, rows, self.chat, self.progress, self.memory, reviewing.what))
        answered = [(thing, each) for thing, each in zip(things, asked.answers, strict=True) if each is not None]
        claims = [claim for thing, answer in answered for claim in reviewing.drafts(subject, thing, answer)]
        drafts = [each for each in claims if isinstance(each, Draft)]
        results = [*accepted(subject, review, drafts, self.sandbox), *claims]
        findings = tuple(each for each in results if isinstance(each, Finding))
        problem = asked.count.problem if asked.stopped or not answered else None
        run = CheckRun.model_validate(about | {"findings": len(findings), "problem": problem})
        count = asked.count.model_copy(update={"code": review.code, "claims": len(claims)})
        return _Part(findings, tuple(each for each in results if isinstance(each, Dropped)), run, count)

    def _judge(
        self, subject: AuditSubject, findings: tuple[Finding, ...]
    ) -> tuple[tuple[Finding, ...], list[Dropped], list[ReviewCount]]:
        """The findings with what the judge says of those that are disputed, and the claims that it holds to be none."""
        if self.chat is None or not self._has_model(AUDIT_JUDGE.name):
            return findings, [], []
        groups = disputed(findings)
        rows = [fields_of(subject, group) for group in groups]
        asked = asyncio.run(ask_all(AUDIT_JUDGE, rows, self.chat, self.progress, self.memory, "findings"))
        kept = {each.id: each for each in findings}
        rejected: list[Dropped] = []
        for group, answer in zip(groups, asked.answers, strict=True):
            if answer is not None:
                left, dropped = judged(group, answer)
                rejected += dropped
                now = {each.id: each for each in left}
                kept = {name: now.get(name, each) for name, each in kept.items() if name in now or each not in group}
        return tuple(kept.values()), rejected, [asked.count]


def can_review(chat: ChatModel) -> bool:
    """Whether some review has a model."""
    return any(_answers(chat, each.agent.name) for each in PANEL)


def _answers(chat: ChatModel, agent: str) -> bool:
    try:
        return bool(chat.model_for(agent))
    except ModelNeeded:
        return False


def _beside(claim: Finding, found: Sequence[Finding]) -> Finding:
    """The claim; with the entries that a rule's finding of the same cause affects, so that the two are one."""
    twin = next((each for each in found if (each.function, each.cause) == (claim.function, claim.cause)), None)
    return claim.model_copy(update={"affects": twin.affects}) if twin else claim


def _with_claims(count: ReviewCount, dropped: Iterable[Dropped]) -> ReviewCount:
    """The count of a review with what became of its claims, also before the judge."""
    reasons = Counter(each.reason for each in dropped if each.code == count.code)
    kept = count.claims - sum(reasons.values())
    return count.model_copy(update={"kept": kept, "dropped": dict(sorted(reasons.items()))})
