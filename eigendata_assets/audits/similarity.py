"""How alike two functions, parameters or values are, by the words in them; 0 nothing alike, 1 the same.

A rename is believed only where it is the best for both sides, clearly better than the second best, and where the verbs
do not contradict: `get_user` and `delete_user` have the same words but one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from eigendata_assets.artifacts.canonical import canonical_hash
from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema, without_prose

SURE = 0.75
"""From this confidence on, two names are held to be one."""

_MARGIN = 0.05
_SURE_BY_TEXT = 0.9
_CONTRADICTION = 0.5
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_VERBS = (
    {
        "get",
        "fetch",
        "read",
        "retrieve",
        "load",
        "lookup",
        "find",
        "search",
        "query",
        "list",
        "show",
        "display",
        "view",
    },
    {"create", "add", "make", "insert", "new", "register", "open", "book", "place"},
    {"delete", "remove", "drop", "erase", "clear"},
    {"update", "edit", "modify", "change", "set", "adjust"},
    {"cancel", "abort", "revoke", "close", "resolve", "end", "finish", "complete"},
    {"start", "begin", "launch", "run"},
    {"send", "post", "submit", "publish"},
)
_KINDS = {verb: number for number, verbs in enumerate(_VERBS) for verb in verbs}


def words(text: str) -> list[str]:
    """The words of a name (`close_ticket`, `closeTicket`) or a sentence, in lower case."""
    return [word.casefold() for word in _WORD.findall(text)]


def likeness(left: Sequence[str], right: Sequence[str]) -> float:
    """The share of words that two texts have in common."""
    if not left or not right:
        return float(not left and not right)
    common = (Counter(left) & Counter(right)).total()
    return 2 * common / (len(left) + len(right))


def name_likeness(left: str, right: str) -> float:
    """As `likeness`; a name that holds all words of the other (`ticket_id`, `id`) is quite like it."""
    mine, other = words(left), words(right)
    inside = bool(mine) and bool(other) and (set(mine) <= set(other) or set(other) <= set(mine))
    return max(likeness(mine, other), 0.8 if inside else 0.0)


def function_likeness(left: ToolSchema, right: ToolSchema) -> float:
    """How likely one function is the other under a new name."""
    names = likeness(words(left.name), words(right.name))
    same_parameters = _hash(left.parameters) == _hash(right.parameters)
    same_text = bool(left.description) and left.description == right.description
    texts = likeness(words(left.description), words(right.description))
    parameters = _parameters_alike(left.parameters, right.parameters)
    weights = [(0.3, names), (0.35 if left.description and right.description else 0.0, texts), (0.35, parameters)]
    score = sum(weight * value for weight, value in weights) / sum(weight for weight, _ in weights)
    if same_parameters and (same_text or names == 1.0):
        score = max(score, _SURE_BY_TEXT)
    if left.name == right.name:
        score = max(score, _SURE_BY_TEXT if same_parameters else score)
    return min(score, _CONTRADICTION) if _contradict(left.name, right.name) else score


def parameter_likeness(left: Mapping[str, Json], right: Mapping[str, Json], names: tuple[str, str]) -> float:
    """How likely one parameter is the other under a new name; 0 where what they take is not the same."""
    if without_prose(dict(left)).get("type") != without_prose(dict(right)).get("type"):
        return 0.0
    mine, other = str(left.get("description", "")), str(right.get("description", ""))
    if mine and mine == other and _hash(left) == _hash(right):
        return _SURE_BY_TEXT
    weights = [(0.6, name_likeness(*names)), (0.4 if mine and other else 0.0, likeness(words(mine), words(other)))]
    return sum(weight * value for weight, value in weights) / sum(weight for weight, _ in weights)


def best_pairs(
    left: Sequence[str], right: Sequence[str], score: Callable[[str, str], float], least: float = SURE
) -> dict[str, tuple[str, float]]:
    """Each name on the left to its partner on the right and the confidence, where both sides agree."""
    scores = {(mine, other): value for mine in left for other in right if (value := score(mine, other)) >= least}
    found = {}
    for (mine, other), value in scores.items():
        rivals = [
            rival for pair, rival in scores.items() if pair != (mine, other) and (pair[0] == mine or pair[1] == other)
        ]
        if all(value - rival >= _MARGIN for rival in rivals):
            found[mine] = (other, round(value, 3))
    return found


def synonym(value: Json, candidates: Sequence[Json]) -> Json | None:
    """The only candidate that is the value in other letters or punctuation, or longer or shorter by an ending."""
    if not isinstance(value, str):
        return None
    plain = "".join(words(value))
    texts = [each for each in candidates if isinstance(each, str)]
    for alike in (
        [each for each in texts if plain and "".join(words(each)) == plain],
        [each for each in texts if len(plain) >= 3 and _one_begins_the_other(plain, "".join(words(each)))],
    ):
        if alike:
            return alike[0] if len(alike) == 1 else None
    return None


def _one_begins_the_other(left: str, right: str) -> bool:
    return len(right) >= 3 and (left.startswith(right) or right.startswith(left))


def _contradict(left: str, right: str) -> bool:
    """Whether two names begin with verbs that mean different things."""
    first = [_KINDS.get(each[0]) if (each := words(name)) else None for name in (left, right)]
    return None not in first and first[0] != first[1]


def _parameters_alike(left: Mapping[str, Json], right: Mapping[str, Json]) -> float:
    mine, other = ([*(each.get("properties") or {})] for each in (left, right))
    if not mine and not other:
        return 0.5  # two functions without parameters say nothing about each other
    exact = likeness(mine, other)
    loose = likeness([word for name in mine for word in words(name)], [word for name in other for word in words(name)])
    return (exact + loose) / 2


def _hash(schema: Mapping[str, Json]) -> str:
    return canonical_hash(without_prose(dict(schema)))
