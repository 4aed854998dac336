"""Model servers and the program that asks them, ready for a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.model_servers import AskingProgram, ModelServer, model_servers


@pytest.fixture
def model_server() -> Iterator[Callable[..., ModelServer]]:
    """A function that starts a server with these options; all are ended after the test."""
    with model_servers() as start:
        yield start


@pytest.fixture
def asking(tmp_path: Path) -> AskingProgram:
    """The program that asks many questions, ready to be configured and run."""
    (tmp_path / "workspace").mkdir()
    return AskingProgram(tmp_path / "workspace")
