"""A tool declares result keys that no result has (EigenData 4.1, schema errors, case 3)."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from eigendata_assets.artifacts.tools import ToolSchema
from eigendata_assets.audits.causes import result_key
from eigendata_assets.audits.check import Check, Defect
from eigendata_assets.audits.edits import declare_result, drop_result, rename_result
from eigendata_assets.audits.probing.observations import Observation
from eigendata_assets.audits.schema_reading import description_of, result_properties, type_of
from eigendata_assets.audits.subject import AuditSubject

_FEWEST = 3
"""So many results without a key say something; fewer only where the code cannot give it either."""


def run(subject: AuditSubject) -> Iterator[Defect]:
    """Declared keys that are in no result of any call that succeeds, over all calls that were tried."""
    written = names_in_code(subject.files)
    for tool in subject.toolset.tools:
        declared = result_properties(tool)
        answers = [(each, each.result.value) for each in subject.observations.succeeded(tool.key) if each.result]
        objects = [(each, value) for each, value in answers if isinstance(value, dict)]
        if not declared or not objects or len(objects) < len(answers):
            continue
        kinds: dict[str, set[str]] = {}
        references = [value for value in subject.results_of(tool.key) if isinstance(value, dict)]
        for key, item in (pair for value in (*references, *(each for _, each in objects)) for pair in value.items()):
            kinds.setdefault(key, set()).add(type_of(item))
        instead = {key: kinds[key] for key in sorted(kinds.keys() - declared.keys())}
        for key in (each for each in declared if each not in kinds):
            if key not in written or len(objects) >= _FEWEST:
                yield _defect(tool, key, instead, objects[0][0], certain=key not in written)


def names_in_code(files: Mapping[str, str]) -> frozenset[str]:
    """Every name and every text in the code that could become a key; docstrings are not among them."""
    found: set[str] = set()
    for path, text in files.items():
        for node in ast.walk(ast.parse(text)) if path.endswith(".py") else ():
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
            elif isinstance(node, ast.keyword | ast.arg) and node.arg:
                found.add(node.arg)
            elif isinstance(node, ast.Attribute):
                found.add(node.attr)
            elif isinstance(node, ast.Name):
                found.add(node.id)
    return frozenset(found)


def _defect(tool: ToolSchema, key: str, instead: dict[str, set[str]], first: Observation, *, certain: bool) -> Defect:
    others = f" Returned and not declared: {', '.join(instead)}." if instead else ""
    conditional = "optional" in description_of(result_properties(tool)[key]).casefold()
    only = next(iter(instead), "") if len(instead) == 1 else ""
    declarations = [declare_result(tool, name, kinds) for name, kinds in instead.items()]
    return Defect(
        function=tool.key,
        cause=result_key(key),
        message=f"The result is declared to have the key {key}, which no result has.{others}",
        evidence=first.evidence(f"a result with the key {key}", declared=key, returned_instead=list(instead)),
        repair=f"Declare {only} in place of {key}." if only else f"Do not declare {key}.",
        confidence=0.95 if certain else 0.6 if conditional else 0.8,
        edits=rename_result(tool, key, only) if only else (drop_result(tool, key), *declarations),
    )


CHECK = Check(
    code="result_key_never_returned",
    component="schema",
    title="The schema declares a result key that no result has.",
    needs=frozenset({"schemas", "probes"}),
    run=run,
)
