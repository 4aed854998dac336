"""The modules of an environment linked together."""

import textwrap

import pytest

from eigendata_assets.environments.program import Program
from eigendata_assets.environments.source_index import ClassParts, ModuleParts, Part


def program(**modules: str) -> Program:
    return Program({f"{name.replace('__', '/')}.py": textwrap.dedent(text) for name, text in modules.items()})


def names(found: object) -> list[str]:
    assert isinstance(found, list)
    return [each.name for each in found]


def order(code: str, name: str) -> list[str]:
    found = program(m=code)
    return [each.name.partition(".")[2] for each in found.order(found.classes[f"m.{name}"])]


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("class A: pass\nclass B(A): pass\nclass C(A): pass\nclass D(B, C): pass", "D"),
        ("class A: pass\nclass B: pass\nclass C(A, B): pass", "C"),
        ("class A: pass\nclass B(A): pass\nclass C(B, A): pass", "C"),
    ],
)
def test_ancestors_come_in_the_order_of_python(code: str, name: str) -> None:
    scope: dict[str, type] = {}
    exec(code, scope)
    assert order(code, name) == [each.__name__ for each in scope[name].__mro__[:-1]]


def test_classes_that_python_would_refuse_have_some_order() -> None:
    assert set(order("class A(B): pass\nclass B(A): pass", "A")) == {"A", "B"}
    assert order("class A: pass\nclass B(A): pass\nclass C(A, B): pass", "C")[0] == "C"


def test_an_imported_name_means_what_it_is_where_it_is_defined() -> None:
    found = program(a="from b import X as Y", b="from c import X", c="X = 1")
    assert names(found.meanings("a", "Y")) == ["c.X"]


def test_modules_that_import_each_other_in_a_circle_mean_nothing() -> None:
    assert program(a="from b import X", b="from a import X").meanings("a", "X") == []


def test_a_name_from_outside_is_a_part_that_says_what_is_imported() -> None:
    left, right = program(a="from copy import copy as c"), program(a="from copy import deepcopy as c")
    (one,), (other,) = left.meanings("a", "c"), right.meanings("a", "c")
    assert isinstance(one, Part)
    assert isinstance(other, Part)
    assert (one.name, one.foreign, one.hash != other.hash) == ("a.c", True, True)


def test_all_names_of_a_module_can_be_imported() -> None:
    assert names(program(a="from b import *", b="X = 1").meanings("a", "X")) == ["b.X"]


def test_a_dotted_name_is_followed_through_packages_and_classes() -> None:
    found = program(a="import pkg.b\nimport pkg.b as short", pkg__b="class C:\n    D = 1\nX = 1")
    assert names(found.chain("a", ("pkg", "b", "X"))[0]) == ["pkg.b.X"]
    targets, rest = found.chain("a", ("short", "C", "D"))
    assert (names(targets), rest) == (["pkg.b.C"], ("D",))
    (module,), rest = found.chain("a", ("pkg", "b"))
    assert isinstance(module, ModuleParts)
    assert rest == ()


def test_members_are_inherited_overridden_and_mangled() -> None:
    found = program(a="class A:\n    def f(self): pass\n    def __g(self): pass\nclass B(A):\n    def f(self): pass")
    kind = found.classes["a.B"]
    member, parent = found.member(kind, "f"), found.member(kind, "f", after="a.B")
    assert isinstance(member, Part)
    assert isinstance(parent, Part)
    assert (member.name, parent.name) == ("a.B.f", "a.A.f")
    assert found.member(kind, "_A__g") is found.member(kind, "__g")
    assert found.member(kind, "f", after="a.Other") is None


def test_an_inner_class_is_a_member() -> None:
    found = program(a="class A:\n    class In:\n        def f(self): pass\nclass B(A.In): pass")
    inner = found.member(found.classes["a.A"], "In")
    assert isinstance(inner, ClassParts)
    assert inner.name == "a.A.In"
    assert [each.name for each in found.order(found.classes["a.B"])] == ["a.B", "a.A.In"]


@pytest.mark.parametrize(
    ("header", "opaque", "plain"),
    [
        ("class A:", False, True),
        ("class A(object):", False, True),
        ("class A(Base):", False, True),
        ("class A(ValueError):", False, False),
        ("@dataclass\nclass A:", False, False),
        ("class A(Foreign):", True, False),
        ("class A(metaclass=M):", True, False),
        ("@foreign\nclass A:", True, False),
        ("class A(make()):", True, False),
    ],
)
def test_classes_that_foreign_code_looks_at_are_known(header: str, opaque: bool, plain: bool) -> None:
    found = program(a=f"from x import Foreign, M, foreign\nclass Base: pass\n{header}\n    y = 1\n")
    kind = found.classes["a.A"]
    assert (found.is_opaque(kind), found.is_plain(kind)) == (opaque, plain)


def test_a_module_is_loaded_with_its_packages_and_what_it_imports() -> None:
    found = Program(
        {
            "pkg/__init__.py": "",
            "pkg/a.py": "from pkg import b\nimport json",
            "pkg/b.py": "",
            "pkg/c.py": "",
            "d.py": "import pkg.c\npkg.c.X = 1",
        }
    )
    assert {each.name for each in found.loaded_with(found.modules["pkg.a"])} == {"pkg", "pkg.b"}
    assert "d" in {each.name for each in found.loaded_with(found.modules["pkg.c"])}


def test_only_imports_that_may_fail_are_a_part() -> None:
    found = program(a="import json\nfrom b import X", b="X = 1", c="import mpmath", d="from b import Y")
    assert [found.imports_part(found.modules[name]) is None for name in "abcd"] == [True, True, False, False]
