"""Simple patterns as draws: letters, digits and what stands as it is, each so many times."""

from __future__ import annotations

import re
import string
from random import Random

from eigendata_assets.artifacts.spec.draws import FakerDraw

_PART = re.compile(
    r"(?P<digit>\\d|\[0-9\])|(?P<upper>\[A-Z\])|(?P<lower>\[a-z\])|\\(?P<escaped>[^\w\s])|(?P<plain>[\w \-/:@#])"
)
_TIMES = re.compile(r"\{(?P<least>\d+)(?:,\d*)?\}|(?P<plus>\+)")


def faker_of_pattern(pattern: str) -> FakerDraw | None:
    """A draw of texts that fit, or None where the pattern says more than letters, digits and plain characters.

    Of a repetition the smallest number is drawn; letters are of one case only.
    """
    rest = pattern.removeprefix("^").removesuffix("$")
    text, cases = "", set[str]()
    while rest:
        part = _PART.match(rest)
        if part is None:
            return None
        rest = rest[part.end() :]
        times = _TIMES.match(rest)
        rest = rest[times.end() :] if times else rest
        text += _piece(part) * (int(times["least"] or 1) if times else 1)
        cases.update(kind for kind in ("upper", "lower") if part[kind])
    if len(cases) > 1 or any(mark in _plain(pattern) for mark in "#?%!"):
        return None
    letters = string.ascii_lowercase if cases == {"lower"} else string.ascii_uppercase
    return FakerDraw(faker="bothify", arguments={"text": text, "letters": letters})


def text_of_pattern(pattern: str, random: Random) -> str | None:
    """A text that fits, drawn; None where no rule draws of the pattern."""
    draw = faker_of_pattern(pattern)
    if draw is None:
        return None
    letters = str(draw.arguments["letters"])
    marks = {"#": string.digits, "?": letters}
    return "".join(random.choice(marks[mark]) if mark in marks else mark for mark in str(draw.arguments["text"]))


def _piece(part: re.Match[str]) -> str:
    if part["digit"]:
        return "#"
    return "?" if part["upper"] or part["lower"] else part["escaped"] or part["plain"]


def _plain(pattern: str) -> str:
    return "".join(each["escaped"] or each["plain"] or "" for each in _PART.finditer(pattern))
