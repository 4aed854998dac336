"""A template language that can only arrange text: no files, no code, no output beyond a bound.

Seeds are ours, but evolved prompts are written by a model, so a template is treated as foreign. Fields are turned
into plain data first (see `plain`), so a template never meets an object with methods of ours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from jinja2 import StrictUndefined, Template
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

from eigendata_assets.artifacts.frozen import Json

LONGEST = 4_000_000
"""Characters that one message may have."""

FILTERS = (
    "abs capitalize count d default dictsort first float groupby int items join last length list lower map max min "
    "reject rejectattr replace reverse round select selectattr sort string sum title trim truncate unique upper "
    "wordcount"
).split()
METHODS = frozenset("items keys values get startswith endswith strip lower upper split splitlines count index".split())
LOOP = frozenset("index index0 revindex revindex0 first last length".split())


def plain(value: object, where: str = "value") -> Json:
    """The value as strings, numbers, lists and dictionaries; pydantic records as JSON.

    Raises TypeError naming the place for any other type, ValueError for text that is no Unicode.
    """
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        value.encode()
        return str.__str__(value)
    if isinstance(value, BaseModel):
        return plain(value.model_dump(mode="json"), where)
    if isinstance(value, Mapping):
        return {plain(str(key), where): plain(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item, f"{where}[{position}]") for position, item in enumerate(value)]
    raise TypeError(f"{where} is a {type(value).__name__}; a prompt takes text, numbers, lists, mappings and records")


def to_json(value: Json, indent: int | None = None) -> str:
    """The `tojson` of our templates: readable, and without the HTML escapes of Jinja's own."""
    return json.dumps(value, ensure_ascii=False, indent=min(indent, 8) if indent else None)


class TextSandbox(ImmutableSandboxedEnvironment):
    """Jinja2 with an allow-list of filters and methods, no globals, no loader, and arithmetic on numbers alone."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def __init__(self) -> None:
        super().__init__(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in FILTERS} | {"tojson": to_json}

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow only the listed methods of plain data and the counters of a loop."""
        if isinstance(obj, LoopContext):
            return attr in LOOP
        return attr in METHODS and isinstance(obj, (str, list, dict)) and super().is_safe_attribute(obj, attr, value)

    def call(self, context: Context, function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Call a method of plain data; macros, blocks and any other callable are refused."""
        if isinstance(getattr(function, "__self__", None), (str, list, dict)):
            return super().call(context, function, *args, **kwargs)
        raise SecurityError("a prompt calls nothing but the listed methods of text, lists and mappings")

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Multiply and take remainders of numbers; text is not repeated or formatted, and there are no powers."""
        if operator == "**" or not all(isinstance(side, (int, float)) for side in (left, right)):
            raise SecurityError(f"`{operator}` is not for prompts, or only for numbers")
        return super().call_binop(context, operator, left, right)


def render(template: Template, values: Mapping[str, Json]) -> str:
    """The text of a template; raises SecurityError as soon as it is longer than `LONGEST`."""
    pieces, length = [], 0
    for piece in template.generate(values):
        pieces.append(piece)
        length += len(piece)
        if length > LONGEST:
            raise SecurityError(f"the text is longer than {LONGEST:,} characters")
    return "".join(pieces)
