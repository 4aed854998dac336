"""`eigendata generate NAME --count N`: dialogues of a domain that was made from a spec."""

from __future__ import annotations

import json
from dataclasses import asdict

from eigendata_assets.cli.console import bar, print_document, say
from eigendata_assets.cli.session import Session
from eigendata_assets.execution.engine import Here
from eigendata_assets.trajectories.dataset import Generated, generate_dialogues
from eigendata_assets.trajectories.generating import Wanted
from resources.subprocess_sandbox import SubprocessSandbox


def make_dialogues(session: Session, name: str, wanted: Wanted, as_json: bool) -> None:
    """The domain has the dialogues, executed and proved; their number by kind is told."""
    domain = session.workspace.domain(name)
    with SubprocessSandbox() as sandbox:
        done = generate_dialogues(session.workspace, domain, wanted, Here(sandbox), bar)
    _tell(name, done)
    if as_json:
        print_document(json.dumps(asdict(done), indent=1))


def _tell(name: str, done: Generated) -> None:
    kept = f", {done.resumed:,} of them kept from before" if done.resumed else ""
    say(f"{name}: {done.dialogues:,} dialogues, executed and proved{kept}")
    say("kinds: " + ", ".join(f"{kind} {number:,}" for kind, number in done.kinds.items()))
    rarest = sorted(done.tools.items(), key=lambda each: each[1])[:3]
    say("rarest tools: " + ", ".join(f"{tool} {number:,}" for tool, number in rarest))
    if done.dropped:
        say("drawn anew: " + ", ".join(f"{why} {number:,}" for why, number in done.dropped.items()))
