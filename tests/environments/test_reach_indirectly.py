"""What a tool is said to reach through names that are computed, entered in tables, or changed from outside."""

import textwrap

import pytest

from eigendata_assets.environments.reach import read_reach, shortened
from eigendata_assets.errors import InputError
from eigendata_assets.execution.protocol import Toolkit
from tests.environments.test_reach import parts, sources


@pytest.mark.parametrize(
    "use",
    [
        "getattr(self, '_' + name)()",
        "type(self).__dict__['_' + name](self)",
        "[each for each in dir(self)]",
        "globals()[name]",
        "eval(name)",
        "methodcaller(name)(self)",
    ],
)
def test_a_computed_name_may_be_any_member_of_the_class(use: str) -> None:
    code = (
        f"class Desk:\n    def a(self, name): return {use}\n    def _one(self): return 1\n    def b(self): return 1\n"
    )
    assert {"env.Desk._one", "env.Desk.b"} <= parts("Desk.a", env=code)
    assert "env.Desk._one" not in parts("Desk.b", env=code)


def test_a_name_that_is_computed_from_the_data_of_an_object_is_no_method() -> None:
    code = """
        class Desk:
            def __eq__(self, other):
                return all(getattr(self, name) == getattr(other, name) for name in vars(self))
            @property
            def size(self): return 1
            def a(self): return 1
            def b(self): return 2
    """
    assert parts("Desk.a", env=code) == {"env.Desk", "env.Desk.__eq__", "env.Desk.size", "env.Desk.a"}


@pytest.mark.parametrize(
    ("code", "reached"),
    [
        ("@command\ndef one(): return 1", "env.one"),
        ("@command\nclass One:\n    def go(self): return 1", "env.One"),
        ("def one(): return 1\nTABLE['one'] = one", "env.one"),
        ("class Root:\n    def __init_subclass__(cls): TABLE[1] = cls\nclass One(Root):\n    pass", "env.One"),
    ],
)
def test_what_is_entered_in_a_table_is_reached_through_the_table(code: str, reached: str) -> None:
    head = "TABLE = {}\ndef command(f):\n    TABLE[f.__name__] = f\n    return f\n"
    tool = "class Desk:\n    def a(self, name): return TABLE[name]()\n    def b(self): return 1\n"
    files = sources(env=f"{head}{code}\n{tool}")
    found = read_reach(files, [Toolkit("Desk", "env")]).tools
    assert reached in found["Desk.a"]
    if "TABLE['one']" not in code:
        assert reached not in found["Desk.b"]


def test_single_dispatch_reaches_all_that_is_registered() -> None:
    code = """
        from functools import singledispatch
        @singledispatch
        def render(x): return str(x)
        @render.register
        def render_int(x: int): return x
        class Desk:
            def a(self, x): return render(x)
    """
    assert "env.render_int" in parts("Desk.a", env=code)


@pytest.mark.parametrize(
    "header", ["class Item(Foreign):", "class Item(metaclass=Foreign):", "@foreign\n    class Item:"]
)
def test_a_class_that_foreign_code_looks_at_counts_whole(header: str) -> None:
    code = f"""
    from somewhere import Foreign, foreign
    {header}
        size: int = 1
        def visit(self): return 1
    class Desk:
        def a(self): return Item()
    """
    assert {"env.Item.visit", "env.Item.size", "env.<imports>"} <= parts("Desk.a", env=textwrap.dedent(code))


def test_statements_that_define_nothing_count_for_the_whole_module() -> None:
    code = "import random\nrandom.seed(1)\nclass Desk:\n    def a(self): return 1\n"
    assert "env.<statements>" in parts("Desk.a", env=code)
    assert "env.<statements>" not in parts("Desk.a", env="if __name__ == '__main__':\n    print(1)\n" + code[28:])


def test_a_module_that_changes_another_counts_for_it() -> None:
    desk = "class Desk:\n    def a(self): return 1\n"
    patch = "import desk\ndesk.Desk.a = lambda self: 2\n"
    assert "patch.<statements>" in parts("Desk.a", desk=desk, patch=patch)


def test_properties_static_methods_and_data_are_no_tools() -> None:
    code = """
        class Desk:
            size = 1
            @property
            def area(self): return 1
            @staticmethod
            def help(): return 1
            @classmethod
            def make(cls): return cls()
            def close(self): return self._end
            shut = close
    """
    assert set(read_reach(sources(env=code)).tools) == {"Desk.make", "Desk.close", "Desk.shut"}
    assert "env.Desk.close" in parts("Desk.shut", env=code)


def test_a_file_that_is_not_python_is_named_with_its_line() -> None:
    with pytest.raises(InputError, match=r"^env\.py: line 2: not a Python module"):
        read_reach({"env.py": "x = 1\ndef f(:\n"})


def test_a_toolkit_that_does_not_exist_is_named() -> None:
    with pytest.raises(InputError, match=r"^env\.py: there is no class Desk"):
        read_reach({"env.py": "x = 1"}, [Toolkit("Desk", "env")])


def test_modules_are_named_as_briefly_as_is_clear() -> None:
    assert shortened(["a.b.c", "a.d"]) == {"a.b.c": "c", "a.d": "d"}
    assert shortened(["a.b.c", "a.d.c", "c"]) == {"a.b.c": "b.c", "a.d.c": "d.c", "c": "c"}


def test_a_tool_that_a_call_has_made_reaches_what_made_it() -> None:
    code = "def make(n):\n    return lambda self: n\nclass Desk:\n    one = make(1)\n    def two(self): return 2\n"
    assert {"env.Desk.one", "env.make"} <= parts("Desk.one", env=code)
    assert "env.make" not in parts("Desk.two", env=code)


def test_a_module_that_is_imported_only_for_what_it_does_counts() -> None:
    code = "class Desk:\n    def a(self):\n        import plugins\n    def b(self): return 1\n"
    files = {"env": code, "plugins": "import random\nrandom.seed(1)\n"}
    assert "plugins.<statements>" in parts("Desk.a", **files)
    assert "plugins.<statements>" not in parts("Desk.b", **files)


def test_what_any_member_reaches_is_known_for_tools_that_syntax_does_not_show() -> None:
    code = """
        C = 1
        class Desk:
            def a(self): return self._b()
            def _b(self): return 1
            def _c(self): return C
    """
    found = read_reach(sources(env=code)).whole["Desk"]
    assert set(found) == {"env.Desk", "env.Desk.a", "env.Desk._b", "env.Desk._c", "env.C"}
