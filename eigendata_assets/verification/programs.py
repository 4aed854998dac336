"""A verification function as a program of its own: one file, the standard library, and nothing of ours."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from eigendata_assets.artifacts.frozen import Json

_TEMPLATE = Path(__file__).parent / "template"
_PARTS = ("changes.py", "conveyed.py")
_OURS = "from eigendata_assets."
_EMPTY = '"""\n{}\n"""'


def program_text(function: Mapping[str, Json]) -> str:
    """The program: its imports, the function as JSON, and the code by which we judge ourselves.

    JSON never has three quotes in a row, and in a raw string its backslashes are its own.
    """
    data = json.dumps(function, indent=1)
    before, after = _frame()
    return f'{before}"""\n{data}\n"""{after}'


@cache
def _frame() -> tuple[str, str]:
    """What stands before and after the data in every program."""
    documentation, imports, body = _split((_TEMPLATE / "verify.py").read_text(encoding="utf-8"))
    parts = [_split((_TEMPLATE / name).read_text(encoding="utf-8")) for name in _PARTS]
    needed = _merged([*imports, *(line for _, lines, _ in parts for line in lines)])
    before, after = body.split(_EMPTY)
    head, main = f"{documentation}\n\n" + "\n".join(needed) + "\n\n" + before, after
    start = main.index("\n\n\ndef ")
    shared = "\n\n\n".join(text.strip("\n") for _, _, text in parts)
    return head, f"{main[:start]}\n\n{shared}{main[start:]}"


def _split(text: str) -> tuple[str, list[str], str]:
    """The docstring, the lines that import from the standard library, and the rest of a module."""
    documentation, rest = text[: text.index('"""', 3) + 3], text[text.index('"""', 3) + 3 :]
    lines = list(_without_ours(rest.splitlines()))
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    return documentation, imports, "\n".join(line for line in lines if line not in imports).strip("\n") + "\n"


def _without_ours(lines: list[str]) -> Iterator[str]:
    inside = False
    for line in lines:
        inside = inside or line.startswith(_OURS)
        if not inside:
            yield line
        elif line.startswith(")") or (line.startswith(_OURS) and not line.endswith("(")):
            inside = False


def _merged(imports: list[str]) -> list[str]:
    """Each module once, in the usual order."""
    names: dict[str, set[str]] = {}
    for line in imports:
        module, _, wanted = line.removeprefix("from ").removeprefix("import ").partition(" import ")
        names.setdefault(module, set()).update(wanted.split(", ") if wanted else ())
    whole = sorted(f"import {module}" for module, wanted in names.items() if not wanted)
    parts = sorted(f"from {module} import {', '.join(sorted(wanted))}" for module, wanted in names.items() if wanted)
    return [*whole, *parts]
