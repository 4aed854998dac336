"""SchemaDesignAgent (paper 3.2.2) with a model: a sentence, or half a spec, becomes a whole one that a person can edit.

What the rules of `schema_design.py` can fill in is not asked for. A proposal is checked as a spec that a person wrote,
and its problems are shown to the model; what the person said always stays.
"""

from __future__ import annotations

from collections.abc import Mapping

import yaml
from pydantic import Field

from eigendata_assets.agents.agent import Agent
from eigendata_assets.agents.chat_model import ChatModel
from eigendata_assets.agents.errors import ModelNeeded
from eigendata_assets.agents.messages import Parameters
from eigendata_assets.agents.prompt import Prompt
from eigendata_assets.artifacts.frozen import Artifact, Json
from eigendata_assets.databases.schema_design import designed, missing
from eigendata_assets.databases.schema_validation import validated
from eigendata_assets.databases.spec_reading import ReadSpec, spec_of_text, understood
from eigendata_assets.errors import InputError
from eigendata_assets.storage.spec_files import SpecDocument

TRIES = 3
ENOUGH = Parameters(max_tokens=32768)
"""A whole spec is longer than what a reply may have by default."""


class ProposedSpec(Artifact):
    """A whole domain spec, and what was assumed where nothing was said."""

    spec: str = Field(description="The domain spec in YAML.")
    assumptions: list[str] = Field(description="What you assumed, in short sentences.")


SCHEMA_DESIGNER = Agent("schema_designer", Prompt.beside(__file__, "schema_agent.md"), ProposedSpec, parameters=ENOUGH)


_WITHOUT_MODEL = "Without a model, write it into the spec (docs/spec.md)."


def gaps(document: SpecDocument) -> tuple[str, ...]:
    """What no rule can fill in, in words; empty where the spec says enough for a database."""
    if not document.content.get("tables"):
        return ("the tables",)
    spec = understood(document).spec
    return tuple(document.said(each) for each in missing(spec))


async def completed(document: SpecDocument, chat: ChatModel) -> tuple[ReadSpec, tuple[str, ...]]:
    """The spec with all that was left out, and what the model assumed.

    Raises ModelNeeded that names what is missing where there is no model, InputError where no proposal makes sense.
    """
    lacking = ", ".join(gaps(document))
    try:
        chat.model_for(SCHEMA_DESIGNER.name)
    except ModelNeeded as error:
        reason = f"{document.name} leaves something out: {lacking}. {_WITHOUT_MODEL} {error.reason}"
        raise ModelNeeded([SCHEMA_DESIGNER.name], reason) from None
    given = yaml.safe_dump(document.content, sort_keys=False, allow_unicode=True)
    problems: list[str] = []
    last = ""
    for number in range(TRIES):
        fields = {"given": given, "missing": lacking, "problems": problems, "last": last}
        reply = await SCHEMA_DESIGNER.draw(number).ask(chat, **fields)
        last = reply.value.spec
        try:
            return _checked(last, document.content), tuple(reply.value.assumptions)
        except InputError as error:
            problems = str(error).splitlines()
    raise InputError("\n".join(["no proposal was a spec that makes sense; the last one:", *problems]))


def _checked(text: str, given: Mapping[str, Json]) -> ReadSpec:
    proposed = spec_of_text(yaml.safe_dump(merged(_content(text), given), sort_keys=False, allow_unicode=True))
    validated(designed(proposed.spec), proposed.document)
    return proposed


def _content(text: str) -> Json:
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InputError(f"not YAML: {error}") from None


def merged(proposed: Json, given: Json) -> Json:
    """The proposal, with everything that was given in its place."""
    if not isinstance(proposed, dict) or not isinstance(given, Mapping):
        return given
    kept = {name: merged(part, given[name]) if name in given else part for name, part in proposed.items()}
    return {**kept, **{name: part for name, part in given.items() if name not in proposed}}
