"""Whatever a program looks like: where a call gives something else, a part that it reaches has changed."""

import builtins
import random
import types
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eigendata_assets.environments.reach import Reach, read_reach
from eigendata_assets.execution.protocol import Toolkit

SEEDS = st.integers(0, 2**32)
TOOLKITS = [Toolkit("Desk", "desk"), Toolkit("Till", "desk")]

TABLES = """
LIMIT = 1001
NAMES = {"a": 1002, "b": [1003]}
REGISTRY = {}
def command(name):
    def keep(function):
        REGISTRY[name] = function
        return function
    return keep
def traced(function):
    def wrapper(*arguments):
        return [1004, function(*arguments)]
    return wrapper
class Record:
    kind = 1005
    def __init__(self, value=1006): self.value = value
    def __eq__(self, other): return (self.value, 1007) == (other.value, 1007)
    def __repr__(self): return f"Record({self.value}, 1008)"
    def __add__(self, other): return [self.value, 1009]
    def __call__(self): return 1010
    def run(self): return [self._inner(), 1011]
    def _inner(self): return 1012
class Special(Record):
    def _inner(self): return [super()._inner(), 1013]
    def clear(self): return 1014
"""
DESK = """
import tables
from tables import LIMIT as CAP, REGISTRY, Record, Special, command, traced
LOCAL = (1101, tables.NAMES["a"])
class Shared:
    seen = []
    level = 1102
    def common(self): return [self._hook(), 1103]
    def _hook(self): return 1104
    def __repr__(self): return f"{type(self).__name__} {self.own} 1109"
@command("one")
def one(): return 1105
@command("two")
def two(): return [one(), 1106]
def free(x=CAP): return [x, 1107]
def maker(): return Special(1108)
"""
EXPRESSIONS = [
    "self._m{n}()", "free()", "CAP", "tables.LIMIT", "tables.NAMES['b']", "LOCAL", "REGISTRY['one']()",
    "tables.REGISTRY['two']()", "getattr(self, '_m' + '{n}')()", "getattr(self, '_m{n}')()", "self.part.run()",
    "repr(self.part)", "self.part + 1", "self.part()", "self.part == Record(3)", "self.common()", "self.level",
    "self.size", "Record().kind", "maker().run()", "[x.run() for x in self.stack]", "type(self).level",
    "(lambda: self._m{n}())()", "Shared.common(self)", "self.seen", "Desk._m{n}(self)", "self.stack.clear()",
    "self.table['{n}']()", "vars(self).get('part').run()", "[str(x) for x in Shared.seen]",
]  # fmt: skip
STATEMENTS = [
    "self.part = Special()", "self.part = maker()", "self.stack.append(Record(self.stack and 4))",
    "Shared.seen.append(self)", "Shared.seen.append(Special())", "self.part = self", "tables.NAMES['b'].append(1)",
    "self.level = 8", "pass",
]  # fmt: skip


def random_class(choose: random.Random, name: str, first: int) -> str:
    """A toolkit of random methods; every number from 1000 on stands for something that may change."""
    helpers = 3
    lines = [f"class {name}(Shared):", f"    own = {first}"]
    lines += ["    def __init__(self):", "        self.part, self.stack = Record(), []"]
    lines += ["        self.table = {'0': self._m0, '1': self._m1, '2': self._m2}"]
    lines += ["    def run(self): return repr(self.part)", "    @property", f"    def size(self): return {first + 1}"]
    if choose.random() < 0.5:
        lines += [f"    def _hook(self): return {first + 2}"]
    for number in range(helpers + 3):
        label = f"_m{number}" if number < helpers else f"t{number - helpers}"
        callees = range(number + 1, helpers) if number < helpers else range(helpers)
        choices = [each for each in EXPRESSIONS if "{n}" not in each or callees]
        chosen = choose.sample(choices, choose.randint(0, 2))
        body = [each.replace("{n}", str(choose.choice(callees or [0]))) for each in chosen]
        body = [each.replace("Desk.", f"{name}.") for each in body]
        decorator = ["    @traced"] if choose.random() < 0.2 else []
        statement = choose.choice(STATEMENTS) if number >= helpers else "pass"
        lines += [*decorator, f"    def {label}(self):", f"        {statement}"]
        lines += [f"        return [{', '.join([str(first + 3 + number), *body])}]"]
    return "\n".join(lines) + "\n"


def random_program(choose: random.Random) -> dict[str, str]:
    return {
        "tables.py": TABLES,
        "desk.py": DESK + random_class(choose, "Desk", 2000) + random_class(choose, "Till", 3000),
    }


def run(files: dict[str, str], calls: list[tuple[str, str]]) -> list[object]:
    """What the calls give, one after the other, on fresh objects."""
    loaded: dict[str, types.ModuleType] = {}

    def load(name: str, *arguments: Any) -> types.ModuleType:
        if f"{name}.py" not in files:
            return builtins.__import__(name, *arguments)
        if name not in loaded:
            loaded[name] = module = types.ModuleType(name)
            module.__dict__["__builtins__"] = vars(builtins) | {"__import__": load}
            exec(compile(files[f"{name}.py"], name, "exec"), module.__dict__)
        return loaded[name]

    desk = load("desk")
    objects = {toolkit: getattr(desk, toolkit)() for toolkit, _ in calls}
    results: list[object] = []
    for toolkit, tool in calls:
        try:
            results.append(repr(getattr(objects[toolkit], tool)()))
        except (RecursionError, TypeError, AttributeError, NameError) as error:
            results.append(type(error).__name__)
    return results


def dependencies(reach: Reach, calls: list[tuple[str, str]]) -> dict[str, str]:
    """All parts that a dialogue with these calls depends on."""
    found: dict[str, str] = {}
    for toolkit, tool in calls:
        found |= reach.loading[toolkit] | reach.tools[f"{toolkit}.{tool}"]
    return found


@settings(max_examples=150)
@given(SEEDS)
def test_no_changed_result_is_missed(seed: int) -> None:
    choose = random.Random(seed)
    files = random_program(choose)
    numbers = [*range(1001, 1015), *range(1101, 1110), *range(2000, 2009), *range(3000, 3009)]
    number = str(choose.choice(numbers))
    edited = {name: text.replace(number, f"9{number}") for name, text in files.items()}
    before, after = read_reach(files, TOOLKITS), read_reach(edited, TOOLKITS)
    for _ in range(6):
        tools = [(choose.choice(["Desk", "Till"]), f"t{choose.randrange(3)}") for _ in range(choose.randint(1, 3))]
        if run(files, tools) != run(edited, tools):
            assert dependencies(before, tools) != dependencies(after, tools), (number, tools)


@given(SEEDS)
def test_a_program_that_is_formatted_anew_has_the_same_reach(seed: int) -> None:
    choose = random.Random(seed)
    files = random_program(choose)
    noisy = {
        name: "# noise\n" + text.replace("\n    def ", "\n\n    # noise\n    def ") for name, text in files.items()
    }
    assert read_reach(files, TOOLKITS) == read_reach(noisy, TOOLKITS)


@given(SEEDS)
def test_what_nobody_calls_marks_nothing(seed: int) -> None:
    choose = random.Random(seed)
    files = random_program(choose)
    head, _, tail = files["desk.py"].partition("class Shared:\n")
    more = f"{head}def never(): return 5\nNEVER = [6]\nclass Shared:\n    def _never(self): return 7\n{tail}"
    before, after = read_reach(files, TOOLKITS), read_reach(files | {"desk.py": more}, TOOLKITS)
    dynamic = {tool for tool in after.tools if "desk.Shared._never" in after.tools[tool]}
    assert {tool for tool in before.tools if before.tools[tool] != after.tools[tool]} == dynamic
