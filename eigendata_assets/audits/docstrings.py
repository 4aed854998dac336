"""What the code says about a tool and its parameters in docstrings: Google's, Sphinx' and NumPy's forms."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LINES = (
    r"^\s*:param (?:[\w\[\], ]+ )?{name}:\s*(?P<text>.+)$",
    r"^(?P<indent>[ \t]*){name}\s*:\s*[\w\[\], |]+\n(?P=indent)[ \t]+(?P<text>.+)$",
    r"^\s*{name}\s*(?:\([^)]*\))?\s*:\s*(?P<text>.+)$",
)


def parameter_texts(docstring: str, names: Iterable[str]) -> dict[str, str]:
    """Parameter to the line that describes it, for those that a docstring describes."""
    found = {}
    for name in names:
        for pattern in _LINES:
            match = re.search(pattern.format(name=re.escape(name)), docstring, re.MULTILINE)
            if match:
                found[name] = match.group("text").strip()
                break
    return found


def plain_words(text: str) -> str:
    """A description without case, signs and marks like `[Optional]` or `[Enum]: [...]`, to be compared."""
    text = re.sub(r"\[(?:optional|enum)\]:?\s*(?:\[[^\]]*\])?", " ", text, flags=re.IGNORECASE)
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
