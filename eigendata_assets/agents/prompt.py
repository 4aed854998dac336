"""Prompts: Markdown with Jinja2 beside the module that uses them, with a version that is the hash of the text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Literal, cast

from jinja2 import Template, TemplateError
from jinja2.meta import find_undeclared_variables

from eigendata_assets.agents.errors import PromptError
from eigendata_assets.agents.messages import Message
from eigendata_assets.agents.template_sandbox import TextSandbox, plain, render

SECTION = re.compile(r"^<!-- (system|user|assistant) -->[ \t]*$", re.MULTILINE)
SANDBOX = TextSandbox()

Speaker = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template for messages; lines `<!-- system -->`, `<!-- user -->`, `<!-- assistant -->` begin a message.

    Text without such a line is one user message. The lines are looked for in the template, never in what it renders,
    so the value of a field cannot begin a message. `name` is `room/file`, for people and for the usage log.
    """

    name: str
    text: str

    @classmethod
    def beside(cls, module_file: str, file: str) -> Prompt:
        """The prompt `prompts/<file>` in the folder of a module; pass `__file__`."""
        return cls.read(Path(module_file).parent / "prompts" / file)

    @classmethod
    def read(cls, path: Path) -> Prompt:
        """The prompt in a file; raises `PromptError` naming the file when it cannot be read or compiled."""
        name = f"{path.parent.parent.name}/{path.stem}"
        try:
            prompt = cls(name, path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError) as error:
            raise PromptError(f"prompt {path}: cannot be read: {type(error).__name__}") from error
        return prompt.checked()

    def checked(self) -> Prompt:
        """The prompt itself, which compiles; raises `PromptError` where it does not."""
        _compiled(self.name, self.text)
        return self

    @property
    def version(self) -> str:
        """The first 12 hexadecimal digits of the SHA-256 of the text."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:12]

    def fields(self) -> frozenset[str]:
        """The names of the fields that the template reads."""
        return frozenset(find_undeclared_variables(SANDBOX.parse(self.text)))

    def render(self, fields: Mapping[str, object]) -> tuple[Message, ...]:
        """The messages with the fields filled in; empty messages are left out.

        Raises `PromptError` for a missing field, a field that is not plain data, or a template that tries to do more
        than arrange text.
        """
        try:
            values = {name: plain(value, name) for name, value in fields.items()}
            messages = [
                Message(role=role, content=render(part, values)) for role, part in _compiled(self.name, self.text)
            ]
        except (TemplateError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise PromptError(f"prompt {self.name}: {str(error) or type(error).__name__}") from error
        filled = tuple(message for message in messages if message.content.strip())
        if not filled:
            raise PromptError(f"prompt {self.name}: it renders to nothing")
        return filled


@lru_cache(maxsize=1024)
def _compiled(name: str, text: str) -> tuple[tuple[Speaker, Template], ...]:
    marks = list(SECTION.finditer(text))
    bounds = [0, *(mark.start() for mark in marks), len(text)]
    roles = ["user", *(mark.group(1) for mark in marks)]
    parts = [SECTION.sub("", text[start:end], count=1).strip() for start, end in pairwise(bounds)]
    try:
        return tuple(
            (cast(Speaker, role), SANDBOX.from_string(part)) for role, part in zip(roles, parts, strict=True) if part
        )
    except TemplateError as error:
        raise PromptError(f"prompt {name}: line {getattr(error, 'lineno', '?')} of a message: {error}") from error
