"""What people call things that machines name: `qty_oh` is the quantity on hand, `is_paid` whether it is paid."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from eigendata_assets.artifacts.frozen import Json


@cache
def names() -> Mapping[str, Json]:
    """All of `names.yaml`."""
    loaded: Mapping[str, Json] = yaml.safe_load(Path(__file__).with_name("names.yaml").read_text(encoding="utf-8"))
    return loaded


@cache
def plain_words(name: str) -> tuple[str, ...]:
    """The words of a name, short forms written out: `last_cnt_dt` is `last count date`."""
    short: Mapping[str, str] = names()["short_forms"]
    words = name.replace(" ", "_").split("_")
    found = [short.get(word, word) if len(words) > 1 or word != "no" else word for word in words if word]
    return tuple(" ".join(found).split(" "))


@cache
def question_of(name: str) -> tuple[str, ...]:
    """What a yes or no is about: `is_paid` and `paid` are `paid`, `has_referral` is `referral`."""
    words = plain_words(name)
    return words[1:] if len(words) > 1 and words[0] in ("is", "has", "was", "can", "does") else words


@cache
def is_state(word: str) -> bool:
    """Whether something can *be* so: paid, blocked, free."""
    return word in names()["states"] or (word.endswith("ed") and len(word) > 4)


@cache
def is_verb(word: str) -> bool:
    """Whether a name that begins so says what is done."""
    return word in names()["verbs"]
