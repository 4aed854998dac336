"""`eigendata generate NAME --count N --mode graphs|scenarios`: dialogues between two language models."""

from __future__ import annotations

from typing import Literal

from eigendata_assets.artifacts.dataset import GenerationReport
from eigendata_assets.cli.console import bar, print_document, say
from eigendata_assets.cli.session import Session
from eigendata_assets.errors import GateFailed
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.simulation.assigning import Mode
from eigendata_assets.trajectories.simulation.flow import REJECTED, Played, simulate_dialogues
from resources.language_models import open_stack
from resources.subprocess_sandbox import SubprocessSandbox

GenerationMode = Literal["rules", "graphs", "scenarios"]


def make_simulated(session: Session, name: str, wanted: Wanted, mode: Mode, append: bool, as_json: bool) -> None:
    """The domain has the accepted dialogues; what went wrong, and who was to blame, is told.

    Raises GateFailed where fewer were accepted than asked for; they are kept.
    """
    domain = session.workspace.domain(name)
    chat = open_stack(session.root).chat(run=f"generate {name}")
    with SubprocessSandbox() as sandbox:
        how = Played(mode, chat, append)
        done = simulate_dialogues(session.workspace, domain, wanted, how, sandbox, bar)
    _tell(session, done)
    if as_json:
        print_document(done.to_json(indent=1))
    if done.dialogues < wanted.count:
        hint = "Look at what was rejected and why, and generate with another seed and --append."
        raise GateFailed(f"{done.dialogues:,} of {wanted.count:,} dialogues were accepted", hint=hint)


def _tell(session: Session, done: GenerationReport) -> None:
    say(f"{done.domain}: {done.dialogues:,} dialogues, held by a model, executed and proved")
    say("kinds: " + ", ".join(f"{kind} {number:,}" for kind, number in done.kinds.items()))
    if done.dropped:
        say("held anew because of " + ", ".join(f"{why} {number:,}" for why, number in done.dropped.items()))
        say(f"see {session.workspace.store(done.domain).folder / REJECTED}")
