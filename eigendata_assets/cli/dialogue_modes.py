"""Who makes the dialogues of `eigendata generate --count`: rules, models on an environment, or a model alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from eigendata_assets.cli.dialogues import make_dialogues
from eigendata_assets.cli.piloting import asked_for, make_in_two_phases
from eigendata_assets.cli.schema_only import Request, make_from_schemas
from eigendata_assets.cli.session import Session
from eigendata_assets.cli.simulating import make_simulated
from eigendata_assets.errors import RequestError
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.scenarios.scenario import read_shares

Mode = Literal["rules", "graphs", "scenarios", "schema-only"]
MODES: tuple[Mode, ...] = get_args(Mode)


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
    processes: int | None
    append: bool
    shard_size: int


def make(session: Session, name: str, asked: Asked, as_json: bool) -> None:
    """The dialogues are made as asked; raises RequestError where a mode cannot do that."""
    seed, shares = asked.seed or 0, read_shares(asked.kinds) if asked.kinds else None
    if asked.mode == "schema-only":
        if asked.pilot is not None or asked.append:
            raise RequestError("--pilot and --append are for dialogues on an environment", hint="Leave them out.")
        make_from_schemas(session, name, Request(asked.count, seed, shares), as_json)
    elif asked.pilot is not None:
        phases = asked_for(asked.count, seed, asked.kinds, asked.mode, asked.pilot, asked.rounds, asked.criteria)
        make_in_two_phases(session, name, phases, as_json)
    elif asked.mode != "rules":
        wanted = Wanted(asked.count, seed, shares, asked.shard_size)
        make_simulated(session, name, wanted, asked.mode, asked.append, as_json)
    else:
        config = {"count": asked.count, "seed": asked.seed, "kinds": asked.kinds, "append": asked.append}
        config |= {"processes": asked.processes or 0, "shard_size": asked.shard_size}
        make_dialogues(session, name, config, as_json)
