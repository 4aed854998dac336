"""`eigendata generate NAME --count N`: dialogues of a domain that was made from a spec."""

from __future__ import annotations

from typing import Any

from eigendata_assets.artifacts.dataset import GenerationReport
from eigendata_assets.artifacts.domain import SpecSource
from eigendata_assets.cli.console import print_document, say
from eigendata_assets.cli.session import Session
from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.dataset import read_generation_report
from eigendata_assets.trajectories.scenarios.scenario import read_shares


def make_dialogues(session: Session, name: str, config: dict[str, Any], as_json: bool) -> None:
    """The domain has the dialogues, executed and proved, by its job; their number by kind is told."""
    if config["kinds"]:
        read_shares(config["kinds"])  # an error here says what is wrong before anything is made
    domain = session.workspace.domain(name)
    if not isinstance(domain.source, SpecSource):
        hint = "`eigendata generate SPEC.yaml` makes one that is."
        raise RequestError(f"{name} is not made from a spec", hint=hint)
    session.run(f"generate_dataset_{name}", ops={f"generate_{name}_dialogues": config})
    done = read_generation_report(session.workspace.store(name))
    _tell(done)
    if as_json:
        print_document(done.to_json(indent=1))


def _tell(done: GenerationReport) -> None:
    kept = f", {done.resumed:,} of them kept from before" if done.resumed else ""
    say(f"{done.domain}: {done.dialogues:,} dialogues, executed and proved{kept}")
    say("kinds: " + ", ".join(f"{kind} {number:,}" for kind, number in done.kinds.items()))
    if done.not_given:
        say(f"not given by this domain, their share went to the others: {', '.join(done.not_given)}")
    if done.short:
        missing = ", ".join(f"{number:,} of {kind}" for kind, number in done.short.items())
        say(f"no more of some kinds were found, others are in their place: {missing}")
    rarest = sorted(done.tools.items(), key=lambda each: each[1])[:3]
    say("rarest tools: " + ", ".join(f"{tool} {number:,}" for tool, number in rarest))
    if done.dropped:
        say("drawn anew: " + ", ".join(f"{why} {number:,}" for why, number in done.dropped.items()))
