"""All prompts of the program with their versions: the document that `eigendata prompts` prints."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Artifact

PACKAGE = Path(__file__).parents[1]


class PromptEntry(Artifact):
    """One prompt: `room/file`, the hash of its text, the fields it reads, and where it lies in the package."""

    name: str
    version: str
    fields: tuple[str, ...]
    characters: int
    path: str


class PromptList(Artifact):
    """The seed prompts, by name; evolved prompts are artifacts of their domain."""

    format_version: Literal[1] = 1
    prompts: tuple[PromptEntry, ...]


def prompt_list(package: Path = PACKAGE) -> PromptList:
    """Every `prompts/*.md` of the package; raises `PromptError` naming a prompt that does not compile."""
    found = [_entry(path, package) for path in package.glob("**/prompts/*.md")]
    return PromptList(prompts=tuple(sorted(found, key=lambda each: each.name)))


def _entry(path: Path, package: Path) -> PromptEntry:
    prompt = Prompt.read(path)
    return PromptEntry(
        name=prompt.name,
        version=prompt.version,
        fields=tuple(sorted(prompt.fields())),
        characters=len(prompt.text),
        path=str(path.relative_to(package)),
    )
