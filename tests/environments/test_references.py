"""What a piece of code refers to."""

import ast

import pytest

from eigendata_assets.environments.references import References, references_of


def method(body: str, head: str = "def f(self, x):") -> References:
    return references_of(ast.parse(f"{head}\n    {body}").body, package="pkg", in_class=True)


def function(body: str) -> References:
    return references_of(ast.parse(f"def f(x):\n    {body}").body, package="pkg")


@pytest.mark.parametrize(
    ("body", "own", "attributes"),
    [
        ("self.a", {"a"}, set()),
        ("self.a.b.c()", {"a"}, {"b", "c"}),
        ("self.a = 1", {"a"}, set()),
        ("x.a", set(), {"a"}),
        ("g().a.b", set(), {"a", "b"}),
        ("[y.a for y in x]", set(), {"a"}),
        ("getattr(self, 'a')", {"a"}, set()),
        ("getattr(x, 'a')", set(), {"a"}),
        ("attrgetter('a.b')(x)", set(), {"a", "b"}),
        ("lambda: self.a", {"a"}, set()),
        ("self = x; self.a", {"a"}, {"a"}),
    ],
)
def test_attributes_are_of_self_or_of_something_unknown(body: str, own: set[str], attributes: set[str]) -> None:
    found = method(body)
    assert (found.own, found.attributes) == (own, attributes)


def test_an_attribute_of_a_name_that_is_not_bound_here_is_a_chain() -> None:
    found = method("tables.A.b")
    assert (found.chains, found.attributes) == ({("tables", "A", "b")}, set())


def test_attributes_of_super_are_of_the_parents() -> None:
    assert method("super().f(1).g").parents == {"f"}
    assert method("super().f(1).g").attributes == {"g"}


@pytest.mark.parametrize("body", ["g(self)", "return self", "[self]", "self.__class__()", "locals()"])
def test_self_escapes_where_it_is_handed_on(body: str) -> None:
    assert method(body).escapes


@pytest.mark.parametrize("body", ["self.a", "isinstance(self, Desk)", "vars(self)", "getattr(self, 'a')"])
def test_self_does_not_escape_where_it_is_only_looked_at(body: str) -> None:
    assert not method(body).escapes


@pytest.mark.parametrize(
    ("body", "dynamic"),
    [
        ("getattr(self, x)", {"own"}),
        ("getattr(x, x)", {"any"}),
        ("setattr(self, x, 1)", {"own data"}),
        ("hasattr(self, x)", {"own data"}),
        ("dir(self)", {"own"}),
        ("vars(self)", {"own data"}),
        ("[getattr(self, n) for n in vars(self)]", {"own data"}),
        ("dir(x)", {"any"}),
        ("x.__dict__", {"any"}),
        ("self.__dict__", set()),
        ("self.__getattribute__(x)", {"any", "own"}),
        ("eval(x)", {"everything"}),
        ("sys.modules[x]", {"everything"}),
        ("importlib.import_module(x)", {"everything"}),
        ("map(getattr, x, x)", {"everything"}),
        ("methodcaller(x)", {"any"}),
        ("methodcaller('a')", set()),
    ],
)
def test_names_that_are_computed_are_noticed(body: str, dynamic: set[str]) -> None:
    assert method(body).dynamic == dynamic


def test_a_class_method_lists_methods_where_a_method_lists_data() -> None:
    assert method("vars(cls)", "@classmethod\ndef f(cls):").dynamic == {"own"}


def test_a_static_method_has_no_self() -> None:
    found = method("x.a", "@staticmethod\ndef f(x):")
    assert (found.own, found.attributes) == (set(), {"a"})


def test_what_a_comparison_is_given_is_most_likely_of_the_same_class() -> None:
    found = method("return self.a == other.b", "def __eq__(self, other):")
    assert (found.own, found.attributes) == ({"a", "b"}, {"b"})


def test_a_class_that_is_only_asked_about_is_apart() -> None:
    found = function("isinstance(x, (Kind, Other)) and g(Third)")
    assert (found.checked, found.names & {"Kind", "Other", "Third"}) == ({"Kind", "Other"}, {"Third"})


def test_names_in_defaults_and_decorators_may_be_of_the_class() -> None:
    assert method("Z", "@A\ndef f(self, x=B, *, y=C):").class_names == {"A", "B", "C"}


def test_annotations_are_followed_only_where_something_reads_them() -> None:
    assert "Kind" not in method("y: Kind = x", "def f(self, x: Kind) -> Kind:").names
    assert "Kind" in method("x", "@validated\ndef f(self, x: 'Kind'):").names
    assert "Kind" in references_of(ast.parse("items: list[Kind]").body, in_class=True).names


def test_imports_inside_are_resolved_against_the_package() -> None:
    found = function("import a.b, c as d; from .e import f as g; from ..h import i")
    assert found.imports == {"a": "a", "d": "c", "g": "pkg.e.f", "i": "h.i"}


def test_patterns_name_attributes() -> None:
    assert "size" in function("match x:\n        case Box(size=1): pass").attributes
