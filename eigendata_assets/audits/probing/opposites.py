"""Pairs of tools of which one, by its name, undoes what the other does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eigendata_assets.artifacts.frozen import Json
from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.naming import words_of
from eigendata_assets.audits.schema_reading import required_of

_PAIRS: dict[str, tuple[str, ...]] = {
    "add": ("remove", "delete", "drop"), "create": ("delete", "remove"), "book": ("cancel",),
    "reserve": ("cancel", "release"), "lock": ("unlock",), "like": ("unlike",), "follow": ("unfollow",),
    "subscribe": ("unsubscribe",), "block": ("unblock",), "enable": ("disable",), "activate": ("deactivate",),
    "attach": ("detach",), "mute": ("unmute",), "pin": ("unpin",), "login": ("logout",), "open": ("close",),
    "start": ("stop",), "send": ("delete", "unsend"), "post": ("delete",), "borrow": ("return",), "lend": ("return",),
    "rent": ("return",), "enroll": ("withdraw", "drop", "unenroll"), "place": ("cancel",),
    "insert": ("delete", "remove"), "register": ("unregister", "remove"), "join": ("leave",), "mkdir": ("rmdir",),
    "press": ("release",), "hold": ("release",), "suspend": ("resume",), "archive": ("unarchive", "restore"),
    "assign": ("unassign",), "grant": ("revoke",), "schedule": ("cancel",),
    "request": ("cancel", "withdraw"), "order": ("cancel",), "submit": ("withdraw", "cancel"),
    "issue": ("revoke", "return"), "checkout": ("return",), "buy": ("return", "refund"), "star": ("unstar",),
    "save": ("unsave", "remove"),
}  # fmt: skip

_UNDOING = frozenset({"cancel", "delete", "remove", "undo", "revoke", "withdraw", "revert", "unsend"})

_SMALL = frozenset({"to", "from", "a", "an", "the", "in", "of", "for", "on", "by", "my", "new"})


def opposites(tools: Sequence[ToolSchema], tool: ToolSchema) -> list[ToolSchema]:
    """The tools of the same toolkit that undo a tool: an opposite verb, and a thing in common where both name one."""
    words = words_of(tool.name)
    verb = next((word for word in words if word in _PAIRS), None)
    if verb is None:
        return []
    things = _things(words, verb)
    return [
        each
        for each in tools
        if each.toolkit == tool.toolkit and each.key != tool.key and _undoes(words_of(each.name), verb, things)
    ]


def undoings(tools: Sequence[ToolSchema], tool: ToolSchema, made: Mapping[str, Json]) -> list[ToolSchema]:
    """The opposites of a tool, and the tools with a verb of undoing that take an id which the tool has made."""
    by_id = [
        each for each in tools if each.toolkit == tool.toolkit and each.key != tool.key and _takes_back(each, made)
    ]
    return list({each.key: each for each in (*opposites(tools, tool), *by_id)}.values())


def _takes_back(tool: ToolSchema, made: Mapping[str, Json]) -> bool:
    ids = {name for name in required_of(tool) if words_of(name)[-1:] == ("id",)}
    return bool(ids & made.keys()) and bool(_UNDOING & set(words_of(tool.name)[:1]))


def _undoes(words: tuple[str, ...], verb: str, things: frozenset[str]) -> bool:
    undoing = next((word for word in words if word in _PAIRS[verb]), None)
    if undoing is None:
        return False
    others = _things(words, undoing)
    return not things or not others or any(_alike(one, other) for one in things for other in others)


def _things(words: tuple[str, ...], verb: str) -> frozenset[str]:
    return frozenset(words) - _SMALL - {verb}


def _alike(one: str, other: str) -> bool:
    """Whether two words name one thing, in singular or plural."""
    return one.rstrip("s") == other.rstrip("s")
