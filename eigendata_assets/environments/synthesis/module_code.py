"""The module of an environment put together from methods; a method's text is never touched by another's change."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Mapping
from functools import cache

import black

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.environments.synthesis import copied
from eigendata_assets.environments.synthesis.method_code import LINE
from eigendata_assets.errors import InputError

_IMPORTS = {
    "copy": "import copy", "itertools": "import itertools", "json": "import json", "math": "import math",
    "re": "import re", "statistics": "import statistics", "Callable": "from collections.abc import Callable",
    "Iterable": "from collections.abc import Iterable", "Iterator": "from collections.abc import Iterator",
    "Counter": "from collections import Counter", "defaultdict": "from collections import defaultdict",
    "date": "from datetime import date", "datetime": "from datetime import datetime",
    "timedelta": "from datetime import timedelta", "Any": "from typing import Any",
}  # fmt: skip
"""The names that a module may use without defining them, and where they come from: the standard library only."""


def class_name(domain: str) -> str:
    """`hotel_chain` to `HotelChain`."""
    return "".join(part.capitalize() for part in domain.split("_"))


def module_code(domain: DomainSpec, methods: Mapping[str, str]) -> str:
    """The whole module: imports, clock, the private functions that the methods use, and the class with its tools.

    `methods` maps each tool to its text, private methods of it included, indented for the class.
    """
    for table in domain.tables:
        if table in domain.tools:
            raise InputError(f"{table} is a table and a tool", where=("tools", table), hint="Rename one of them.")
    body = "\n".join(text.strip("\n") + "\n" for text in methods.values())
    class_text = f"{_class_head(domain)}\n{body}"
    functions = _copied_for(class_text)
    constants = f'NOW = "{domain.now}"\n"""The time at which the clock of this environment stands."""\n'
    constants += 'TODAY = NOW[:10]\n\nRow = dict[str, Any]\nTable = dict[str, Row]\n"""Key to row."""\n'
    rest = "\n\n".join([constants, *functions])
    imports = _imports_for(f"{rest}\n\n{class_text}")
    head = f'"""{_title(domain)}"""\n\nfrom __future__ import annotations\n\n{imports}\n\n'
    preamble = black.format_str(head + rest, mode=black.Mode(line_length=LINE))
    return f"{preamble}\n\n{class_text}"


def _title(domain: DomainSpec) -> str:
    words = " ".join(domain.description.replace("\\", "/").replace('"""', "'''").split())
    whole = f"{class_name(domain.name)}: {words}"
    if len(whole) <= LINE - 8:
        return whole
    return "\n".join([f"The tools of {domain.name}.", "", *textwrap.wrap(words, LINE), ""])


def _class_head(domain: DomainSpec) -> str:
    name, tables = class_name(domain.name), list(domain.tables)
    said = [f"    {table}: {' '.join(domain.tables[table].description.split())}".rstrip(": ") for table in tables]
    lines = [wrapped for each in said for wrapped in textwrap.wrap(each, LINE - 4, subsequent_indent=" " * 8)]
    lines = [line if line.startswith("    ") else f"    {line}" for line in lines]
    attributes = [f"        self.{table}: Table = {{}}" for table in tables] or ["        pass"]
    loads = [f'        self.{table} = copy.deepcopy(state.get("{table}", {{}}))' for table in tables] or [
        "        pass"
    ]
    head = [
        f"class {name}:",
        f'    """The tools of {domain.name}. Each table is an attribute that maps a key, as text, to its row.',
        "",
        *(f"    {line.strip()}" if line.strip() else "" for line in lines),
        '    """',
        "",
        "    def __init__(self) -> None:",
        *attributes,
        "",
        "    def _load_state(self, state: dict[str, Table]) -> None:",
        '        """The tables are a copy of those in `state`; tables that it leaves out are empty."""',
        *(loads or ["        pass"]),
    ]
    return "\n".join(head) + "\n"


@cache
def _library() -> dict[str, str]:
    """Name to text of everything that can be copied, in its order."""
    source = inspect.getsource(copied)
    found = [node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    return {node.name: ast.get_source_segment(source, node) or "" for node in found}


def _copied_for(text: str) -> list[str]:
    """The texts of the private functions that some code uses, and those that these use; ToolError always."""
    library, wanted, seen = _library(), ["ToolError", *_names(text)], set[str]()
    while wanted:
        name = wanted.pop()
        if name in library and name not in seen:
            seen.add(name)
            wanted += _names(library[name])
    return [text for name, text in library.items() if name in seen]


def _imports_for(text: str) -> str:
    used = set(_names(text))
    lines = {line for name, line in _IMPORTS.items() if name in used}
    plain = sorted(line for line in lines if line.startswith("import"))
    modules: dict[str, list[str]] = {}
    for line in lines - set(plain):
        module, _, name = line.removeprefix("from ").partition(" import ")
        modules.setdefault(module, []).append(name)
    return "\n".join([*plain, *(f"from {m} import {', '.join(sorted(names))}" for m, names in sorted(modules.items()))])


def _names(text: str) -> list[str]:
    try:
        tree = ast.parse(textwrap.dedent(text))
    except SyntaxError as error:
        raise InputError(f"not Python: {error.msg}", where=(f"line {error.lineno}",)) from None
    return [node.id for node in ast.walk(tree) if isinstance(node, ast.Name)]


def methods_of(module: str, name: str, tools: Mapping[str, object]) -> dict[str, str]:
    """Tool to the text of its method in a module, as it stands, private methods after it included.

    Raises InputError where the module is not Python or has no class of this name.
    """
    try:
        tree = ast.parse(module)
    except SyntaxError as error:
        raise InputError(f"not Python: {error.msg}", where=(f"line {error.lineno}",)) from None
    kinds = [node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name]
    if not kinds:
        raise InputError(f"the module has no class {name}")
    lines, found, tool = module.splitlines(keepends=True), dict[str, str](), ""
    for node in kinds[0].body:
        if not isinstance(node, ast.FunctionDef) or node.name in ("__init__", "_load_state"):
            continue
        first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
        own = "".join(lines[first - 1 : node.end_lineno])
        if node.name in tools:
            tool, found[node.name] = node.name, own.rstrip("\n") + "\n"
        elif tool:
            found[tool] += "\n" + own.rstrip("\n") + "\n"
    return found
