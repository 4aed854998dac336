"""A small tool pool about cooking and parcels, and a model that answers in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from typing import Any

from eigendata_assets.agents.messages import ChatRequest
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema, Toolset


def tool(name: str, description: str, required: dict[str, Json], optional: dict[str, Json] | None = None) -> ToolSchema:
    """A tool of the kitchen."""
    parameters: dict[str, Json] = {
        "type": "object",
        "properties": {**required, **(optional or {})},
        "required": list(required),
        "additionalProperties": False,
    }
    return ToolSchema(name=name, toolkit="Pool", description=description, parameters=parameters)


TEXT, COUNT = {"type": "string"}, {"type": "integer", "minimum": 1}
UNITS = {"amount": COUNT, "unit": TEXT, "to": TEXT}

POOL = Toolset(
    tools=(
        tool("find_recipe", "Find a recipe by a dish.", {"dish": TEXT}, {"diet": TEXT, "minutes": COUNT}),
        tool("find_recipes_by_ingredient", "Find recipes with an ingredient.", {"ingredient": TEXT}, {"diet": TEXT}),
        tool("scale_recipe", "Scale a recipe to a number of people.", {"dish": TEXT, "people": COUNT}),
        tool(
            "convert_units", "Convert an amount from one unit to another.", {"amount": COUNT, "unit": TEXT, "to": TEXT}
        ),
        tool("track_parcel", "Track a parcel by its number.", {"parcel": TEXT}, {"carrier": TEXT}),
        tool("send_parcel", "Send a parcel to an address.", {"address": TEXT, "weight": COUNT}, {"insured": TEXT}),
        tool("parcel_price", "The price of a parcel by weight.", {"weight": COUNT}),
        tool("weather", "The weather of a place.", {"place": TEXT}, {"day": TEXT}),
    )
)
NAMED = {each.name: each for each in POOL.tools}


def cook(
    best: Callable[[int], int] = lambda number: 1, toolset: Toolset = POOL
) -> Callable[[ChatRequest], dict[str, Any]]:
    """Answers as a good model would; `best` says which candidate the judge takes of so many."""
    topics = itertools.count()

    def answer(request: ChatRequest) -> dict[str, Any]:
        text = request.messages[-1].content
        if request.labels.agent == "selection_judge":
            number = len(re.findall(r"^Candidate \d+:", text, re.MULTILINE))
            return {"scores": [{"significance": 5, "suitability": 5}] * number, "best": best(number), "reason": "so"}
        if request.labels.agent == "model_checker":
            return {"errors": [], "rationale": "right", "confidence": 0.9}
        return drawn(text, f"topic number {next(topics)}", {each.name: each for each in toolset.tools})

    return answer


def drawn(question: str, topic: str, named: Mapping[str, ToolSchema] = NAMED) -> dict[str, Any]:
    """A round that is what the question asks for."""
    action = re.findall(r'The action is "(\w+)"', question)[0]
    names = re.findall(r"called, each at least once: (.*)\.", question)
    slots = dict(re.findall(r"For (\w+), of the .* exactly: (.*)\.", question))
    calls = [call(name, slots[name], named) for name in names[0].split(", ")] if names else []
    calls += calls if "two calls or more" in question and len(calls) == 1 else []
    said = ", ".join(f"{value}" for each in calls for value in each["arguments"].values())
    return {"user": f"Please, {said or 'help me'}.", "action": action, "calls": calls, "reply": "Done.", "topic": topic}


def call(name: str, filled: str = "none", named: Mapping[str, ToolSchema] = NAMED) -> dict[str, Any]:
    """A valid call with these optional parameters."""
    properties, required = named[name].parameters["properties"], named[name].parameters["required"]
    names = [*required, *(each for each in filled.split(", ") if each in properties)]
    arguments = {each: 3 if properties[each]["type"] == "integer" else f"some {each}" for each in names}
    return {"tool": name, "arguments": arguments, "result": {"status": "fine"}}
