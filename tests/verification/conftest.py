"""The airline in a folder, and its dialogues proved."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from eigendata_assets.artifacts.trajectory import Trajectory
from eigendata_assets.execution.protocol import EnvironmentCode
from eigendata_assets.verification.gate import Gate
from eigendata_assets.verification.proving import Proof
from resources.subprocess_sandbox import SubprocessSandbox
from tests.verification.airline_tasks import IGNORE, TOOLSET, executed, write_airline

Prove = Callable[..., Proof]


@pytest.fixture(scope="session")
def airline(tmp_path_factory: pytest.TempPathFactory) -> EnvironmentCode:
    return write_airline(tmp_path_factory.mktemp("airline"))


@pytest.fixture(scope="session")
def gate(airline: EnvironmentCode, sandbox: SubprocessSandbox) -> Gate:
    return Gate(TOOLSET, airline, sandbox, IGNORE)


@pytest.fixture(scope="session")
def prove(gate: Gate) -> Prove:
    """The proof of a dialogue, after its execution."""

    def proved(trajectory: Trajectory) -> Proof:
        (proof,) = gate.prove(executed([trajectory], gate.environment, gate.sandbox))
        return proof

    return proved
