"""Defects of implementations: each changes one method of the environment's class, as a syntax tree."""

from __future__ import annotations

import ast
import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.planted import Kinds, Places, shuffled, with_module
from eigendata_assets.audits.generated import GeneratedDomain

_SIGN: dict[type[ast.operator], type[ast.operator]] = {ast.Add: ast.Sub, ast.Sub: ast.Add}
_NEAR: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt}


def _methods(change: Callable[[ast.FunctionDef, int], str | None]) -> Places:
    """Every method changed at its first place, then at its second, ...; `change` gives None where there is none."""

    def places(domain: GeneratedDomain, chance: random.Random) -> Iterator[tuple[str, GeneratedDomain]]:
        module = domain.environment.toolkits[0].module
        text = domain.files[f"{module}.py"]
        tools = {tool.name for tool in domain.toolset.tools}
        names = [node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        for at in range(3):
            for name in shuffled([name for name in names if name in tools], chance):
                tree = ast.parse(text)
                method = next(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name == name)
                where = change(method, at)
                if where is not None:
                    changed = ast.unparse(ast.fix_missing_locations(tree))
                    folder = Path(domain.environment.folder).parent / f"planted-{chance.getrandbits(48):x}"
                    yield f"{name}: {where}", with_module(domain, changed, folder)

    return places


def _body(method: ast.FunctionDef) -> list[ast.stmt]:
    """The statements that do the work."""
    return next((node.body for node in method.body if isinstance(node, ast.Try)), method.body)


def _blocks(method: ast.FunctionDef) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(method):
        for field in ("body", "orelse"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                yield block


def _is_effect(node: ast.stmt) -> bool:
    if isinstance(node, ast.Delete):
        return True
    if isinstance(node, ast.Assign):
        return isinstance(node.targets[0], ast.Subscript)
    call = node.value if isinstance(node, ast.Expr) else None
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "update"


def _effects(method: ast.FunctionDef) -> list[tuple[list[ast.stmt], int]]:
    return [(block, at) for block in _blocks(method) for at, node in enumerate(block) if _is_effect(node)]


def _refusals(method: ast.FunctionDef) -> list[ast.If]:
    """The `if` statements that raise."""
    return [node for node in _body(method) if isinstance(node, ast.If) and isinstance(node.body[0], ast.Raise)]


def _unknown(method: ast.FunctionDef) -> list[tuple[int, ast.If]]:
    """Where a record that is not there is refused, in the body of the method."""
    missing = [node for node in _refusals(method) if ast.unparse(node.test).endswith(" is None")]
    return [(_body(method).index(node), node) for node in missing]


def _effect_dropped(method: ast.FunctionDef, at: int) -> str | None:
    places = _effects(method)
    if at >= len(places):
        return None
    block, number = places[at]
    was = ast.unparse(block[number])
    block[number] = ast.Pass()
    return was


def _sentinel(method: ast.FunctionDef, at: int) -> str | None:
    """What is not there is answered with nothing."""
    places = _unknown(method)
    returns = [n for n in ast.walk(method) if isinstance(n, ast.Return) and isinstance(n.value, ast.Dict)]
    if at >= len(places) or not returns:
        return None
    keys = copy.deepcopy(returns[0].value.keys)  # type: ignore[union-attr]
    places[at][1].body = [ast.Return(ast.Dict(keys, [ast.Constant(None) for _ in keys]))]
    return ast.unparse(places[at][1].test)


def _first_instead(method: ast.FunctionDef, at: int) -> str | None:
    """For what is not there, another record is taken."""
    places = _unknown(method)
    if at >= len(places):
        return None
    number, refusal = places[at]
    got = _body(method)[number - 1]
    source = got.value if isinstance(got, ast.Assign) else None
    if not (isinstance(source, ast.Call) and isinstance(source.func, ast.Attribute) and isinstance(got, ast.Assign)):
        return None
    table = ast.unparse(source.func.value)
    refusal.body = ast.parse(f"{ast.unparse(got.targets[0])} = next(iter({table}.values()))").body
    return table


def _uncaught(method: ast.FunctionDef, at: int) -> str | None:
    """That a record is not there is not looked at."""
    places = _unknown(method)
    if at >= len(places):
        return None
    del _body(method)[places[at][0]]
    return ast.unparse(places[at][1].test)


def _rule_lost(method: ast.FunctionDef, at: int) -> str | None:
    """A condition under which the call cannot be done is forgotten."""
    rules = [node for node in _refusals(method) if not ast.unparse(node.test).endswith(" is None")]
    if at >= len(rules):
        return None
    _body(method).remove(rules[at])
    return ast.unparse(rules[at].test)


def _checks(method: ast.FunctionDef, keyword: str) -> list[tuple[ast.Call, ast.keyword]]:
    calls = [n for n in ast.walk(method) if isinstance(n, ast.Call) and ast.unparse(n.func).startswith("_check_")]
    return [(call, each) for call in calls for each in call.keywords if each.arg == keyword]


def _enum_as_else(method: ast.FunctionDef, at: int) -> str | None:
    """Values that are not listed are treated like one that is."""
    places = _checks(method, "choices")
    if at >= len(places):
        return None
    call, found = places[at]
    call.keywords.remove(found)
    return ast.unparse(call)


def _bound_moved(method: ast.FunctionDef, at: int) -> str | None:
    """A number one beyond what the schema declares is taken."""
    places = [(each, step) for name, step in (("minimum", -1), ("maximum", 1)) for _, each in _checks(method, name)]
    if at >= len(places):
        return None
    found, step = places[at]
    was = ast.unparse(found)
    found.value = ast.parse(f"{ast.unparse(found.value)} + {step}", mode="eval").body
    return was


def _off_by_one(method: ast.FunctionDef, at: int) -> str | None:
    """A condition holds at its boundary where it should not, or the other way round."""
    rules = [n for rule in _refusals(method) for n in ast.walk(rule.test) if isinstance(n, ast.Compare)]
    places = [node for node in rules if type(node.ops[0]) in _NEAR]
    if at >= len(places):
        return None
    was = ast.unparse(places[at])
    places[at].ops[0] = _NEAR[type(places[at].ops[0])]()
    return was


def _unlimited(method: ast.FunctionDef, at: int) -> str | None:
    """Everything is given, however much was asked for."""
    places = [n for n in ast.walk(method) if isinstance(n, ast.Slice) and n.upper is not None and n.lower is None]
    if at >= len(places):
        return None
    was = ast.unparse(places[at])
    places[at].upper = None
    return was


def _changed_too_early(method: ast.FunctionDef, at: int) -> str | None:
    """The state is changed before it is known whether the call can be done."""
    body = _body(method)
    refused = [number for number, node in enumerate(body) if node in _refusals(method)]
    effects = [number for number, node in enumerate(body) if _is_effect(node) and _only_known(body, number, refused)]
    if at >= len(effects):
        return None
    effect = body.pop(effects[at])
    body.insert(refused[-1], effect)
    return ast.unparse(effect)


def _only_known(body: list[ast.stmt], effect: int, refused: list[int]) -> bool:
    """Whether an effect after the last refusal uses nothing that is made only there."""
    if not refused or effect < refused[-1]:
        return False
    made = {n.id for node in body[refused[-1] :] for n in ast.walk(node) if isinstance(n, ast.Name)
            and isinstance(n.ctx, ast.Store)}  # fmt: skip
    return not any(isinstance(n, ast.Name) and n.id in made for n in ast.walk(body[effect]))


def _read_that_writes(method: ast.FunctionDef, at: int) -> str | None:
    """A look-up marks the record that it gives."""
    places = _unknown(method)
    if at >= len(places) or _effects(method):
        return None
    row = ast.unparse(places[at][1].test).removesuffix(" is None")
    _body(method).insert(places[at][0] + 1, ast.parse(f"{row}['looked_at'] = True").body[0])
    return row


def _field_lost(method: ast.FunctionDef, at: int) -> str | None:
    """A new record does not hold who or what it is for."""
    made = [n.value for n in _body(method) if isinstance(n, ast.AnnAssign) and isinstance(n.value, ast.Dict)]
    places = [(row, number) for row in made for number in range(1, len(row.keys)) if _is_given(row.values[number])]
    if at >= len(places):
        return None
    row, number = places[at]
    row.values[number] = ast.Constant(None)
    return ast.unparse(row.keys[number] or ast.Constant(""))


def _is_given(value: ast.expr) -> bool:
    return isinstance(value, ast.Subscript | ast.Name)


def _wrong_inverse(method: ast.FunctionDef, at: int) -> str | None:
    """What should be added is taken away, or the other way round."""
    found = [node for block, number in _effects(method) for node in ast.walk(block[number])]
    places = [node for node in found if isinstance(node, ast.BinOp) and type(node.op) in _SIGN]
    if at >= len(places):
        return None
    was = ast.unparse(places[at])
    places[at].op = _SIGN[type(places[at].op)]()
    return was


def _told_otherwise(method: ast.FunctionDef, at: int) -> str | None:
    """The result says another value than the one that was found or stored."""
    returns = [n.value for n in _body(method) if isinstance(n, ast.Return) and isinstance(n.value, ast.Dict)]
    places = [(d, n) for d in returns for n in range(len(d.keys)) if isinstance(d.values[n], ast.Subscript)]
    if at >= len(places):
        return None
    given, number = places[at]
    was = ast.unparse(given.values[number])
    other = (number + 1) % len(given.keys)
    given.values[number] = ast.Constant("") if other == number else copy.deepcopy(given.values[other])
    return was


def _parameter_ignored(method: ast.FunctionDef, at: int) -> str | None:
    """An optional parameter is taken, and its default used."""
    named = method.args.args[len(method.args.args) - len(method.args.defaults) :]
    if at >= len(named):
        return None
    name, default = named[at].arg, ast.unparse(method.args.defaults[at])
    checks = [number for number, node in enumerate(_body(method)) if f"'{name}'" in ast.unparse(node)]
    _body(method).insert((checks[-1] + 1) if checks else 0, ast.parse(f"{name} = {default}").body[0])
    return name


KINDS: Kinds = {
    "effect dropped": _methods(_effect_dropped),
    "error swallowed to a sentinel": _methods(_sentinel),
    "unknown id answered": _methods(_first_instead),
    "unknown id not caught": _methods(_uncaught),
    "rule forgotten": _methods(_rule_lost),
    "enum as else": _methods(_enum_as_else),
    "boundary of the schema off by one": _methods(_bound_moved),
    "boundary of a rule off by one": _methods(_off_by_one),
    "limit that does not limit": _methods(_unlimited),
    "state changed before an error": _methods(_changed_too_early),
    "read that writes": _methods(_read_that_writes),
    "field of a record lost": _methods(_field_lost),
    "wrong inverse": _methods(_wrong_inverse),
    "result that says otherwise": _methods(_told_otherwise),
    "parameter ignored": _methods(_parameter_ignored),
}
