"""`eigendata polish`: schemas are mended where evidence says how, one decision after another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import click
from rich.console import Group
from rich.markup import escape
from rich.table import Table

from eigendata_assets.agents.needs import require_models
from eigendata_assets.artifacts.findings import PolishProposal
from eigendata_assets.audits.polishing import PILOT, REST, Polished
from eigendata_assets.audits.rewriting.schema_modify_agent import MODIFY_AGENT
from eigendata_assets.audits.stored_polish import Request, polish_file, polish_stored
from eigendata_assets.cli.console import bar, people, print_document, say
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.updating import bring_up_to_date
from eigendata_assets.reports.text import one_line
from resources.language_models import open_stack
from resources.subprocess_sandbox import SubprocessSandbox


@click.command()
@click.argument("name", metavar="NAME|FILE")
@click.option("--accept", is_flag=True, help="Accept every proposal; ask nothing.")
@click.option("--request", help="What else to change, in words; needs a language model.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
@click.pass_obj
def polish(session: Session, name: str, accept: bool, request: str | None, as_json: bool) -> None:
    """Mend the tool schemas of a domain, or of a file of dialogues, as the evidence of an audit says."""
    person, wanted = Person(takes_all=accept), _request(session, request)
    with SubprocessSandbox() as sandbox:
        path = Path(name)
        if path.is_file() and not session.workspace.domain_file(name).exists():
            done = polish_file(session.workspace, path, sandbox, bar, person.decide, wanted)
        else:
            domain = session.workspace.domain(name)
            bring_up_to_date(session, domain, renewed=False)
            done = polish_stored(session.workspace, domain, sandbox, bar, person.decide, wanted)
            _say_what_is_next(done, name)
    if as_json:
        print_document(done.report.to_json(indent=1))


def _request(session: Session, text: str | None) -> Request | None:
    """The request with the model that does it; raises ModelNeeded where there is none."""
    if not text:
        return None
    chat = open_stack(session.root).chat(run="polish")
    require_models([MODIFY_AGENT], chat)
    return Request(text, chat)


@dataclass(slots=True)
class Person:
    """Decides proposals: by asking at the terminal, or all alike."""

    takes_all: bool = False
    refuses_all: bool = False

    def decide(self, proposal: PolishProposal, number: int, count: int) -> PolishProposal:
        """The proposal, accepted, or rejected with the feedback that was given."""
        show(proposal, number, count)
        if number == PILOT and not (self.takes_all or self.refuses_all):
            self.takes_all = click.confirm(f"Accept the other {count - number} alike?", err=True)
        if self.takes_all:
            return proposal.model_copy(update={"decision": "accepted"})
        if self.refuses_all:
            return proposal.model_copy(update={"decision": "rejected", "feedback": REST})
        return self._ask(proposal)

    def _ask(self, proposal: PolishProposal) -> PolishProposal:
        choice = click.Choice(["accept", "reject", "accept-all", "reject-rest"])
        answer = click.prompt("Decision", type=choice, default="accept", err=True)
        self.takes_all, self.refuses_all = answer == "accept-all", answer == "reject-rest"
        if answer.startswith("accept"):
            return proposal.model_copy(update={"decision": "accepted"})
        feedback = click.prompt("Why", default="", show_default=False, err=True)
        return proposal.model_copy(update={"decision": "rejected", "feedback": feedback})


def show(proposal: PolishProposal, number: int, count: int) -> None:
    """The reasons of a proposal, and the schema before and after, side by side."""
    title = f"{number + 1} of {count}: {escape(one_line(proposal.tool, 100))}"
    table = Table(title=title, title_justify="left", header_style="bold", expand=True)
    for column in ("before", "after"):
        table.add_column(column, overflow="fold", ratio=1)
    table.add_row(*(Group(*map(_line, text.splitlines())) for text in (proposal.before, proposal.after)))
    for reason in proposal.reasons:
        say(one_line(reason, 400))
    people.print(table, soft_wrap=False)


def _line(text: str) -> str:
    return escape(one_line(text, 200))


def _say_what_is_next(done: Polished, name: str) -> None:
    made, left = done.report.proposals, len(done.report.remaining)
    accepted = [each for each in made if each.decision == "accepted"]
    for each in done.report.refused:
        say(f"not proposed: {one_line(each.tool, 100)}: {one_line(each.problems[0], 300)}")
    say(f"{len(accepted)} of {len(made)} proposals accepted; {left} findings remain")
    if accepted:
        say(f"`eigendata refresh {name} --dry-run` says which dialogues the new schemas make stale")
