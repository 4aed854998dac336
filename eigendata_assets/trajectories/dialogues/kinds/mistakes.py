"""The user says something wrong: a value that cannot be, one that there is not, one that he corrects himself."""

from __future__ import annotations

from dataclasses import replace

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.spec.behaviour import Parameter
from eigendata_assets.environments.suites.argument_rules import invalid_values, is_valid
from eigendata_assets.trajectories.dialogues.beats import Beat, Fact, Sentence
from eigendata_assets.trajectories.dialogues.scene import Scene
from eigendata_assets.trajectories.dialogues.values import is_or_are
from eigendata_assets.trajectories.graphs.candidates import candidates
from eigendata_assets.trajectories.graphs.goals import is_empty
from eigendata_assets.trajectories.graphs.graph import Node

_MISTAKES = ("above the maximum", "below the minimum")
_POOLS = 3


def one_invalid(scene: Scene) -> list[Beat] | None:
    """The user wishes a value that the schema forbids, hears the rule, and says another."""
    for fact in scene.facts:
        parameter = None if fact.tells_apart else scene.parameter(fact)
        wrong = _out_of_range(scene, fact, parameter) if parameter else None
        if parameter and wrong is not None:
            said, rule = scene.voice.written(fact.argument, wrong), _rule(parameter)
            how = "too_many" if parameter.type == "array" else "invalid"
            return _mended(scene, fact, wrong, scene.voice.say(how, label=fact.label, value=said, rule=rule), None)
    return None


def one_not_found(scene: Scene) -> list[Beat] | None:
    """The user misspells what is looked up, hears that it is not there, and says it right."""
    for fact in scene.facts:
        node = scene.graph.nodes[fact.node]
        wrong = None if fact.tells_apart or node.is_goal else _misspelt(scene, fact.value)
        if wrong is None:
            continue
        arguments = {**node.arguments, fact.argument: wrong}
        outcome = scene.knowledge.run(node.tool, arguments, scene.graph.tables)
        if outcome is not None and (outcome.error or is_empty(outcome.value)):
            answer = scene.voice.say("not_found", label=fact.label, value=wrong)
            return _mended(scene, fact, wrong, answer, replace(node, arguments=arguments, value=outcome.value))
    return None


def one_corrected(scene: Scene) -> list[Beat] | None:
    """The user says a value, and at once another."""
    for fact in reversed(scene.facts):
        node = scene.graph.nodes[fact.node]
        if fact.tells_apart:
            continue
        pool = candidates(scene.knowledge, node.tool, fact.argument, scene.graph.tables, None, scene.voice.random)
        others = [value for value in pool if value != fact.value]
        if others:
            wrong = scene.stated([replace(fact, value=scene.voice.random.choice(others))])[0].text
            return _corrected(scene, fact, wrong)
    return None


def _corrected(scene: Scene, fact: Fact, wrong: str) -> list[Beat]:
    value, verb = scene.value(fact), is_or_are(fact.label, fact.value)
    right = scene.voice.say("corrections", label=fact.label, value=value, **{"is": verb})
    *opening, closing = scene.opening([each for each in scene.facts if each != fact])
    said = (*opening, Sentence(wrong), Sentence(right, (fact,)), closing)
    return [Beat(said, scene.all, scene.outcome(scene.all))]


def _misspelt(scene: Scene, value: Json) -> str | None:
    """A text with two neighbouring letters changed over; None for what has none that differ."""
    if not isinstance(value, str):
        return None
    places = [place for place in range(len(value) - 1) if value[place] != value[place + 1]]
    if len(value) < 3 or not places:
        return None
    place = scene.voice.random.choice(places)
    return value[:place] + value[place + 1] + value[place] + value[place + 2 :]


def _mended(scene: Scene, fact: Fact, wrong: Json, answer: str, tried: Node | None) -> list[Beat]:
    """The user says a wrong value, hears what is wrong, and says the right one."""
    before, after = scene.all[: fact.node], scene.all[fact.node :]
    said = scene.opening([replace(each, value=wrong) if each == fact else each for each in scene.facts])
    mending = (Sentence(scene.voice.say("retries")), *scene.stated([fact]))
    return [Beat(said, before, answer, tried=tried), Beat(mending, after, scene.outcome(after))]


def _out_of_range(scene: Scene, fact: Fact, parameter: Parameter) -> Json:
    """A value that a person may wish and the schema forbids; None where it forbids none that can be said."""
    if parameter.type == "array":
        return _too_many(scene, fact, parameter)
    for what, value in invalid_values(parameter, fact.value):
        if what in _MISTAKES and not is_valid(parameter, value):
            return value
    return None


def _too_many(scene: Scene, fact: Fact, parameter: Parameter) -> Json:
    """One more than a list may have, all different; None where there are not as many."""
    tool, tables = scene.graph.nodes[fact.node].tool, scene.graph.tables
    pools = [candidates(scene.knowledge, tool, fact.argument, tables, None, scene.voice.random) for _ in range(_POOLS)]
    some = list(dict.fromkeys([*fact.value, *(each for pool in pools for value in pool for each in value)]))
    most = parameter.max_items
    return some[: most + 1] if most is not None and len(some) > most else None


def _rule(parameter: Parameter) -> str:
    if parameter.type == "array":
        return f"there can be {parameter.min_items or 0} to {parameter.max_items}"
    limits = [
        f"{word} {limit:g}"
        for word, limit in (("at least", parameter.minimum), ("at most", parameter.maximum))
        if limit is not None
    ]
    return f"it has to be {' and '.join(limits)}"
