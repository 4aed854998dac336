"""Who makes the dialogues of `eigendata generate --count`: rules, models on an environment, or a model alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from eigendata_assets.artifacts.domain import Domain, SpecSource
from eigendata_assets.cli.console import print_document
from eigendata_assets.cli.dialogues import tell_dialogues
from eigendata_assets.cli.piloting import tell_pilot
from eigendata_assets.cli.schema_only import from_schemas, tell_simulated
from eigendata_assets.cli.session import Session
from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.dataset import read_generation_report
from eigendata_assets.trajectories.generated.modes import Mode
from eigendata_assets.trajectories.pilot.criteria import read_criteria
from eigendata_assets.trajectories.pilot.flow import pilot_files
from eigendata_assets.trajectories.scenarios.scenario import read_shares
from eigendata_assets.trajectories.schema_only.making import Request, simulated


@dataclass(frozen=True, slots=True)
class Asked:
    """What a command line asks for."""

    count: int
    seed: int | None
    kinds: str
    mode: Mode
    pilot: int | None
    rounds: int
    criteria: tuple[str, ...]
    attempts: int
    processes: int | None
    append: bool
    shard_size: int

    @property
    def config(self) -> dict[str, Any]:
        """The same as the job's configuration."""
        return {
            "count": self.count, "seed": self.seed, "kinds": self.kinds, "append": self.append, "mode": self.mode,
            "processes": self.processes or 0, "shard_size": self.shard_size, "attempts": self.attempts,
            "pilot": self.pilot or 0, "rounds": self.rounds, "criteria": list(self.criteria),
        }  # fmt: skip


def make(session: Session, name: str, asked: Asked, as_json: bool) -> None:
    """The dialogues are made as asked, by the job of the domain; raises RequestError where a mode cannot do that.

    Schemas alone may also come from a file, or from a domain that was imported: there is no job then.
    """
    shares = read_shares(asked.kinds) if asked.kinds else None  # an error here tells before anything is made
    read_criteria(asked.criteria, ())
    domain = _domain(session, name, asked)
    if domain is None:
        request = Request(asked.count, asked.seed or 0, shares)
        tell_simulated(from_schemas(session, name, request), as_json)
        return
    session.run(f"generate_dataset_{name}", ops={f"generate_{name}_dialogues": asked.config})
    if asked.mode == "schema-only":
        tell_simulated(simulated(session.workspace, name), as_json)
    elif asked.pilot is not None and (pilot := pilot_files(session.workspace, name).last()) is not None:
        tell_pilot(pilot, pilot_files(session.workspace, name))
        if as_json:
            print_document(pilot.to_json(indent=1))
        tell_dialogues(session, read_generation_report(session.workspace.store(name)), as_json=False)
    else:
        tell_dialogues(session, read_generation_report(session.workspace.store(name)), as_json)


def _domain(session: Session, name: str, asked: Asked) -> Domain | None:
    """The domain whose job makes the dialogues; None where schemas are all there is."""
    schemas_only = asked.mode == "schema-only"
    if schemas_only and (asked.pilot is not None or asked.append):
        raise RequestError("--pilot and --append are for dialogues on an environment", hint="Leave them out.")
    if schemas_only and Path(name).is_file() and not session.workspace.domain_file(name).exists():
        return None
    domain = session.workspace.domain(name)
    if not isinstance(domain.source, SpecSource):
        if schemas_only:
            return None
        hint = "`eigendata generate SPEC.yaml` makes one that is."
        raise RequestError(f"{name} is not made from a spec", hint=hint)
    return domain
