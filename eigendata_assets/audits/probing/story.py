"""A story: several calls in a row, and what each of them gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from eigendata_assets.artifacts.findings import Evidence
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.trajectory import Call, Result
from eigendata_assets.audits.probing.observations import Setting
from eigendata_assets.execution.replay import is_error

StoryKind = Literal["look_ups", "undone", "unknown_kept", "other_user", "shared", "refused_late"]
"""look_ups: look-ups, a write, the same look-ups. undone: a deed and what undoes it. unknown_kept: a look-up of a known
value, a write of an unknown one, a look-up of that. other_user: a write, another user logs in, look-ups. shared: two
records made alike, then one is changed. refused_late: a call that is refused, with other values beside."""


@dataclass(frozen=True, slots=True)
class Story:
    """Calls to make in a row; `tool` is the one that the story is about, `other` its counterpart where it has one.

    `about` is the place of the tool's own call.
    """

    kind: StoryKind
    tool: str
    setting: Setting
    calls: tuple[Call, ...]
    about: int = 0
    other: str | None = None
    parameter: str | None = None


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A story with what each call gave, and the toolkit's state before the first call and after each."""

    story: Story
    results: tuple[Result, ...]
    texts: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every call was made."""
        return len(self.results) == len(self.story.calls)

    def succeeded(self, place: int) -> bool:
        """Whether a call gave no error."""
        return place < len(self.results) and not is_error(self.results[place])

    def value(self, place: int) -> Json:
        """What a call gave."""
        return self.results[place].value

    def evidence(self, last: int, expected: str, **facts: Json) -> Evidence:
        """The calls up to one of them, whose result shows the defect."""
        setting = self.story.setting
        return Evidence(
            entry=setting.entry,
            toolkits=(setting.toolkit,),
            calls=(*setting.prefix, *self.story.calls[: last + 1]),
            results=self.results[last : last + 1],
            expected=expected,
            facts=facts,
        )
