"""`eigendata generate NAME --count N`: what a generation of dialogues has come to, told to people."""

from __future__ import annotations

from collections import Counter

from eigendata_assets.artifacts.dataset import GenerationReport
from eigendata_assets.cli.console import print_document, say, show_table
from eigendata_assets.cli.session import Session
from eigendata_assets.errors import GateFailed
from eigendata_assets.trajectories.simulation.flow import REJECTED


def tell_dialogues(session: Session, done: GenerationReport, as_json: bool) -> None:
    """The numbers by kind, what failed and which places are left out; raises GateFailed where there are such places."""
    by_models = done.mode != "rules"
    kept = f", {done.resumed:,} of them kept from before" if done.resumed else ""
    how = "held by a model, executed and proved" if by_models else "executed and proved"
    say(f"{done.domain}: {done.dialogues:,} dialogues, {how}{kept}")
    say("kinds: " + ", ".join(f"{kind} {number:,}" for kind, number in done.kinds.items()))
    if done.not_given:
        say(f"not given by this domain, their share went to the others: {', '.join(done.not_given)}")
    if done.short:
        missing = ", ".join(f"{number:,} of {kind}" for kind, number in done.short.items())
        say(f"no more of some kinds were found, others are in their place: {missing}")
    rarest = sorted(done.tools.items(), key=lambda each: each[1])[:3]
    say("rarest tools: " + ", ".join(f"{tool} {number:,}" for tool, number in rarest))
    if done.dropped:
        again = "held anew because of" if by_models else "drawn anew"
        say(f"{again}: " + ", ".join(f"{why} {number:,}" for why, number in done.dropped.items()))
    if by_models:
        _tell_work(session, done)
    if as_json:
        print_document(done.to_json(indent=1))
    if done.left_out:
        rows = [(each.place, each.kind, each.reasons[-1] if each.reasons else "") for each in done.left_out]
        show_table("Left out", ("place", "kind", "why"), rows)
        by_kind = Counter(each.kind for each in done.left_out)
        kinds = ", ".join(f"{kind} {number}" for kind, number in by_kind.items())
        what = f"{done.dialogues:,} of {done.wanted:,} dialogues were accepted; left out: {kinds}"
        raise GateFailed(what, hint="Look at what was rejected and why, and generate again with more --attempts.")


def _tell_work(session: Session, done: GenerationReport) -> None:
    work = done.by_models.values()
    asked, kept, tokens = (sum(figures) for figures in zip(*((w.asked, w.kept, w.tokens) for w in work), strict=True))
    say(f"{done.made_by} was asked {asked:,} times ({kept:,} answers were there already), {tokens:,} tokens")
    say(f"see {session.workspace.store(done.domain).folder / REJECTED}")
