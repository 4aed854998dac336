"""What a tool is said to reach."""

import textwrap

import pytest

from eigendata_assets.environments.reach import read_reach
from eigendata_assets.execution.protocol import Toolkit

SHOP = """
    import json
    from copy import deepcopy

    LIMIT = 3
    UNUSED = 4
    START = {"orders": [], "limit": LIMIT}

    class Order:
        def __init__(self, name):
            self.name = name
        def __eq__(self, other):
            return self.name == other.name
        def _total(self):
            return 1
        def _unused(self):
            return 2

    class Shop:
        fee = 5
        def __init__(self):
            self.orders = []
        def _load_scenario(self, state):
            self.orders = deepcopy(START)["orders"]
        def _find(self, name):
            return self._match(name)
        def _match(self, name):
            return name
        def _lonely(self):
            return 0
        def add(self, name):
            self.orders.append(Order(name))
            return self._find(name)
        def total(self):
            return sum(order._total() for order in self.orders) + self.fee
        def limit(self):
            return json.dumps(LIMIT)
"""
LOADING = {
    "shop.Shop", "shop.Shop.__init__", "shop.Shop._load_scenario", "shop.START", "shop.LIMIT", "shop.deepcopy",
}  # fmt: skip


def parts(tool: str, **modules: str) -> set[str]:
    return set(read_reach(sources(**modules)).tools[tool])


def sources(**modules: str) -> dict[str, str]:
    return {f"{name}.py": textwrap.dedent(text) for name, text in modules.items()}


def changed(tool_before: dict[str, dict[str, str]], tool_after: dict[str, dict[str, str]]) -> set[str]:
    return {tool for tool in tool_before | tool_after if tool_before.get(tool) != tool_after.get(tool)}


def test_a_tool_reaches_itself_what_it_calls_and_the_loading_of_its_state() -> None:
    assert parts("Shop.limit", shop=SHOP) == LOADING | {"shop.Shop.limit", "shop.json"}


def test_a_tool_reaches_helpers_of_helpers_and_the_classes_it_makes() -> None:
    own = {"shop.Shop.add", "shop.Shop._find", "shop.Shop._match"}
    assert parts("Shop.add", shop=SHOP) == LOADING | own | {"shop.Order", "shop.Order.__init__", "shop.Order.__eq__"}


def test_an_attribute_of_an_unknown_object_may_be_of_any_class_that_the_toolkit_makes() -> None:
    assert parts("Shop.total", shop=SHOP) - LOADING == {"shop.Shop.total", "shop.Shop.fee", "shop.Order._total"}


def test_loading_alone_reaches_what_every_tool_reaches() -> None:
    reach = read_reach(sources(shop=SHOP), [Toolkit("Shop", "shop")])
    assert set(reach.loading["Shop"]) == LOADING
    assert set(reach.tools) == {"Shop.add", "Shop.total", "Shop.limit"}


@pytest.mark.parametrize(
    ("old", "new", "tools"),
    [
        ("return name\n        def _lonely", "return name or 1\n        def _lonely", {"Shop.add"}),
        ("return 0", "return 1", set()),
        ("UNUSED = 4", "UNUSED = 5", set()),
        ("return 2", "return 3", set()),
        ("return 1", "return 7", {"Shop.total"}),
        ("fee = 5", "fee = 6", {"Shop.total"}),
        ("LIMIT = 3", "LIMIT = 4", {"Shop.add", "Shop.total", "Shop.limit"}),
        ("self.orders = []", "self.orders = [1]", {"Shop.add", "Shop.total", "Shop.limit"}),
        ("import json", "import ujson as json", {"Shop.add", "Shop.total", "Shop.limit"}),
        ("import json", "import pickle as json", {"Shop.limit"}),
        ("self.name == other.name", "self.name is other.name", {"Shop.add"}),
        ("def _lonely(self):", "def _lonely(self):  # alone\n", set()),
        ("def total(self):\n", 'def total(self):\n            """The total."""\n', set()),
        ("class Shop:", "\n\n    class Shop():", set()),
    ],
)
def test_a_change_marks_exactly_the_tools_that_reach_it(old: str, new: str, tools: set[str]) -> None:
    assert SHOP.count(old) == 1
    before = read_reach(sources(shop=SHOP)).tools
    assert changed(before, read_reach(sources(shop=SHOP.replace(old, new))).tools) == tools


def test_a_new_tool_marks_no_other() -> None:
    more = SHOP + "        def more(self):\n            return self._lonely()\n"
    before, after = read_reach(sources(shop=SHOP)).tools, read_reach(sources(shop=more)).tools
    assert changed(before, after) == {"Shop.more"}


def test_a_renamed_tool_keeps_the_hash_of_its_body() -> None:
    renamed = SHOP.replace("def limit(", "def bound(")
    before, after = read_reach(sources(shop=SHOP)), read_reach(sources(shop=renamed))
    assert before.bodies["Shop.limit"] == after.bodies["Shop.bound"]
    assert len(set(before.bodies.values())) == 3


def test_tools_of_two_toolkits_do_not_meet() -> None:
    other = """
        class Files:
            def __init__(self): self.names = []
            def sort(self): return 1
            def show(self): return self.names.sort()
        class Lists:
            def show(self, items): return items.sort()
    """
    assert parts("Lists.show", env=other) == {"env.Lists", "env.Lists.show"}
    assert "env.Files.sort" not in parts("Files.show", env=other)


def test_a_toolkit_that_hands_itself_on_may_be_met_again() -> None:
    code = """
        class Helper:
            def __init__(self, owner): self.owner = owner
            def work(self): return self.owner.secret()
        class Desk:
            def __init__(self): self.helper = Helper(self)
            def secret(self): return 1
            def ask(self): return self.helper.work()
            def other(self): return 2
    """
    assert {"env.Desk.secret", "env.Helper.work"} <= parts("Desk.ask", env=code)
    assert "env.Desk.secret" not in parts("Desk.other", env=code)


def test_a_tool_meets_objects_that_another_tool_has_made() -> None:
    code = """
        class Job:
            def run(self): return 1
        class Desk:
            def start(self): self.job = Job()
            def finish(self): return self.job.run()
    """
    assert "env.Job.run" in parts("Desk.finish", env=code)


def test_inherited_and_overridden_methods_are_found_as_python_finds_them() -> None:
    code = """
        class Base:
            def greet(self): return self._word()
            def _word(self): return 1
            def _old(self): return 2
        class Loud(Base):
            def _word(self): return super()._word()
            def _old(self): return 3
        class Calm(Base):
            pass
    """
    reached = {"env.Base.greet", "env.Base._word"}
    assert parts("Calm.greet", env=code) == {"env.Calm", "env.Base", *reached}
    assert parts("Loud.greet", env=code) == {"env.Loud", "env.Base", "env.Loud._word", *reached}


def test_names_from_sibling_modules_are_followed() -> None:
    code = """
        import pkg.tables
        from pkg import texts
        from pkg.tables import FIRST as ONE
        from .texts import shout
        class Desk:
            def a(self): return ONE
            def b(self): return pkg.tables.SECOND
            def c(self): return texts.whisper()
            def d(self): return shout()
            def e(self):
                from pkg.tables import THIRD
                return THIRD
    """
    tables = "FIRST = 1\nSECOND = 2\nTHIRD = 3\n"
    texts = "def whisper(): return shout()\ndef shout(): return 1\ndef quiet(): return 2\n"
    files = {"pkg/desk.py": textwrap.dedent(code), "pkg/tables.py": tables, "pkg/texts.py": texts}
    found = read_reach(files, [Toolkit("Desk", "pkg.desk")]).tools
    reached = {tool[-1]: {name for name in names if not name.startswith("desk.")} for tool, names in found.items()}
    assert reached == {
        "a": {"tables.FIRST"},
        "b": {"tables.SECOND"},
        "c": {"texts.whisper", "texts.shout"},
        "d": {"texts.shout"},
        "e": {"tables.THIRD"},
    }


def test_a_module_that_is_handed_on_counts_whole() -> None:
    code = "import tables\nclass Desk:\n    def a(self, name): return getattr(tables, name)\n"
    assert {"tables.A", "tables.B"} <= parts("Desk.a", desk=code, tables="A = 1\nB = 2\n")


def test_an_import_that_fails_marks_every_tool_of_the_module() -> None:
    code = "from tables import A\nclass Desk:\n    def a(self): return A\n    def b(self): return 1\n"
    before = read_reach(sources(desk=code, tables="A = 1")).tools
    after = read_reach(sources(desk=code, tables="B = 1")).tools
    assert changed(before, after) == {"Desk.a", "Desk.b"}
