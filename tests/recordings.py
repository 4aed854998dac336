"""Recorded replies of a real model, for tests of every room.

Replayed by default. To record: start a server (`llm_bridge.py`, or any OpenAI-compatible one), set EIGENDATA_RECORD=1,
EIGENDATA_MODEL and OPENAI_BASE_URL, and run the test; what the recording already holds is not asked again.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.recorded import RECORD, Recorded
from eigendata_assets.agents.settings_file import FILE, read_configuration
from resources.model_stack import ModelStack

PATIENCE = 1_800
"""Seconds for a reply while recording: who reads every question before answering takes his time."""


def recording(path: Path, model: str = "bridge") -> Recorded:
    """The recording in this file, made with a model of this name."""
    return Recorded(path, model, _live() if os.environ.get(RECORD) else None)


def _live() -> ChatModel:
    workspace = Path(tempfile.mkdtemp(prefix="recording"))
    (workspace / FILE).write_text(f"models: {{default: {{timeout_seconds: {PATIENCE}}}}}\n")
    return ModelStack(read_configuration(workspace, os.environ).settings, workspace, os.environ).chat("recording")
