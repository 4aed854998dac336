"""Finding the JSON object in what a model wrote."""

from __future__ import annotations

import json
import re
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from eigendata_assets.artifacts.frozen import Json

FENCED = re.compile(r"```(?:json)?[ \t]*\n(.*?)\n?```", re.DOTALL)
SHOWN = 8

ReplyT = TypeVar("ReplyT", bound=BaseModel)


class UnreadableReplyError(ValueError):
    """The text is not the JSON that was asked for; `problems` says why, for people and for the model."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def _no_constant(name: str) -> Json:
    raise ValueError(f"{name} is not JSON")


DECODER = json.JSONDecoder(parse_constant=_no_constant)


def find_object(text: str) -> dict[str, Json]:
    """The JSON object in the text: the whole of it, or inside a code fence, or the only one amid prose.

    Raises `UnreadableReplyError`. A thought that ends in `</think>` before the answer is skipped.
    """
    answer = text.rpartition("</think>")[2]
    start = answer.find("{")
    candidates = [text, answer, *FENCED.findall(answer)[-1:], *([answer[start:]] if start > 0 else [])]
    problem = "there is no JSON object"
    for candidate in candidates:
        try:
            value, _ = DECODER.raw_decode(candidate.strip())
        except (ValueError, RecursionError) as error:
            problem = f"it is not JSON: {error}"
            continue
        if not isinstance(value, dict):
            raise UnreadableReplyError([f"it is JSON, but not an object: {type(value).__name__}"])
        return value
    raise UnreadableReplyError([problem])


def read_reply(text: str, reply: type[ReplyT]) -> ReplyT:
    """The text as a reply of this type; raises `UnreadableReplyError` with the first eight problems."""
    value = find_object(text)
    try:
        return reply.model_validate_json(json.dumps(value))
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False, include_context=False)
        problems = [f"{'.'.join(map(str, item['loc'])) or 'the object'}: {item['msg']}" for item in found[:SHOWN]]
        raise UnreadableReplyError(problems) from None
