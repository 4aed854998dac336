"""A domain's dialogues in any mode, as one story: by rule, by models on the environment, or by a model from schemas."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.artifacts.dataset import GenerationReport
from eigendata_assets.artifacts.domain import Domain
from eigendata_assets.artifacts.pilot import Mode as OnEnvironment
from eigendata_assets.artifacts.pilot import PilotReport
from eigendata_assets.errors import RequestError
from eigendata_assets.execution.engine import Engine
from eigendata_assets.execution.progress import Progress
from eigendata_assets.execution.protocol import Sandbox
from eigendata_assets.storage.workspace import Workspace
from eigendata_assets.trajectories.dataset import Making, generate_dialogues, read_generation_report
from eigendata_assets.trajectories.generating import Wanted
from eigendata_assets.trajectories.pilot.criteria import DEFAULTS_BY_MODEL, DEFAULTS_BY_RULE, read_criteria
from eigendata_assets.trajectories.pilot.flow import Asked as AskedInPhases
from eigendata_assets.trajectories.pilot.flow import generate_in_two_phases
from eigendata_assets.trajectories.pilot.two_phases import TwoPhases
from eigendata_assets.trajectories.schema_only.making import Request, Simulated, make_from_schemas
from eigendata_assets.trajectories.simulation.flow import Played, simulate_dialogues
from eigendata_assets.trajectories.simulation.playing import ATTEMPTS
from eigendata_assets.trajectories.staging import read_dataset

Mode = Literal["rules", "graphs", "scenarios", "schema-only"]
MODES: tuple[Mode, ...] = get_args(Mode)

FEWEST, MOST = 5, 20
"""How many samples a pilot may have."""


@dataclass(frozen=True, slots=True)
class Means:
    """What dialogues are made with."""

    workspace: Workspace
    engine: Engine
    sandbox: Sandbox
    chat: ChatModel
    progress: Progress


@dataclass(frozen=True, slots=True)
class Pilot:
    """A pilot of so many samples and rounds at most, by these criteria (`NAME=SCORE`) beside the usual ones."""

    samples: int
    rounds: int = 3
    criteria: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Which dialogues, made in which mode, after a pilot or without; `attempts` are scenarios for a place of models."""

    wanted: Wanted
    mode: Mode = "rules"
    how: Making = field(default_factory=Making)
    pilot: Pilot | None = None
    attempts: int = ATTEMPTS


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it: of dialogues on an environment a report, and one of the pilot; else those from schemas."""

    report: GenerationReport | None = None
    pilot: PilotReport | None = None
    simulated: Simulated | None = None


def make(domain: Domain, asked: Asked, means: Means) -> Done:
    """The dialogues are made as asked.

    Raises RequestError where a mode cannot do that, `ModelNeeded` before any work where it needs a model that is not
    configured, and as the flow of the mode does.
    """
    if asked.mode == "schema-only":
        return Done(simulated=_from_schemas(domain, asked, means))
    if asked.pilot is not None:
        return _in_two_phases(domain, asked, asked.mode, asked.pilot, means)
    workspace, progress = means.workspace, means.progress
    if asked.mode == "rules":
        return Done(generate_dialogues(workspace, domain, asked.wanted, means.engine, progress, asked.how))
    how = Played(asked.mode, means.chat, asked.how.append, attempts=asked.attempts)
    return Done(simulate_dialogues(workspace, domain, asked.wanted, how, means.sandbox, progress))


def next_seed(workspace: Workspace, domain: Domain, append: bool) -> int:
    """The seed where none is given: 0, or where a batch is added the next that no batch has."""
    return read_dataset(workspace.store(domain.name)).next_seed if append else 0


def _in_two_phases(domain: Domain, asked: Asked, mode: OnEnvironment, pilot: Pilot, means: Means) -> Done:
    if asked.how.append:
        raise RequestError("a pilot makes all dialogues of a domain anew", hint="Leave out either pilot or append.")
    if not FEWEST <= pilot.samples <= MOST:
        raise RequestError(f"a pilot has {FEWEST} to {MOST} samples, not {pilot.samples}", hint="Take 8, for example.")
    defaults = DEFAULTS_BY_RULE if mode == "rules" else DEFAULTS_BY_MODEL
    phases = TwoPhases.of(asked.wanted.count, pilot.samples, pilot.rounds)
    request = AskedInPhases(asked.wanted, phases, read_criteria(pilot.criteria, defaults), mode, asked.attempts)
    workspace = means.workspace
    report = generate_in_two_phases(
        workspace, domain, request, means.sandbox, means.chat, means.progress, means.engine
    )  # fmt: skip
    return Done(read_generation_report(workspace.store(domain.name)), report)


def _from_schemas(domain: Domain, asked: Asked, means: Means) -> Simulated:
    if asked.pilot is not None or asked.how.append:
        raise RequestError("pilot and append are for dialogues on an environment", hint="Leave them out.")
    wanted, toolset = asked.wanted, means.workspace.store(domain.name).read_toolset()
    request = Request(wanted.count, wanted.seed, wanted.shares)
    return make_from_schemas(means.workspace, domain.name, toolset, request, means.chat, means.progress)
