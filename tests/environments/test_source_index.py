"""A file as parts that can change by themselves."""

import textwrap

import pytest

from eigendata_assets.environments.source_index import ModuleParts, read_modules
from eigendata_assets.errors import InputError


def module(code: str) -> ModuleParts:
    return read_modules({"m.py": textwrap.dedent(code)})["m"]


def test_functions_constants_and_classes_are_parts_and_the_rest_is_loose() -> None:
    found = module(
        """
        '''What it is for.'''
        A = B = 1
        C: int = 2
        D, E = 3, 4
        A += 1
        def f(): pass
        async def g(): pass
        class K: pass
        table["x"] = 1
        for X in A: pass
        print(A)
        """
    )
    assert set(found.parts) == {"A", "B", "C", "D", "E", "f", "g"}
    assert set(found.classes) == {"K"}
    assert found.loose is not None
    assert found.loose.name == "m.<statements>"


def test_a_constant_that_is_changed_later_changes_with_all_of_it() -> None:
    first, second = module("A = [1]\nA += [2]"), module("A = [1]\nA += [3]")
    assert first.parts["A"].hash != second.parts["A"].hash


def test_members_of_a_class_are_parts_and_its_frame_is_one() -> None:
    found = module(
        "class K(Base):\n    x = 1\n    y: int\n    def f(self): pass\n    if x:\n        def g(self): pass\n"
    )
    kind = found.classes["K"]
    assert set(kind.members) == {"x", "y", "f", "g"}
    assert (kind.frame.name, kind.members["f"].name, kind.bases) == ("m.K", "m.K.f", (("Base",),))


def test_a_getter_and_its_setter_are_one_part() -> None:
    text = "class K:\n    @property\n    def x(self): return 1\n    @x.setter\n    def x(self, y): self.z = {}\n"
    left, right = module(text.format(1)), module(text.format(2))
    assert left.classes["K"].members["x"].hash != right.classes["K"].members["x"].hash


def test_definitions_in_branches_are_found_and_the_branch_counts_whole() -> None:
    text = "try:\n    from fast import run\nexcept ImportError:\n    def run(): return {}\n"
    left, right = module(text.format(1)), module(text.format(2))
    assert "run" in left.parts
    assert left.loose is not None
    assert right.loose is not None
    assert left.loose.hash != right.loose.hash


@pytest.mark.parametrize(
    ("guard", "loose"),
    [("__name__ == '__main__'", False), ('__name__ == "__main__"', False), ("__name__ != '__main__'", True)],
)
def test_what_is_not_executed_on_import_does_not_count(guard: str, loose: bool) -> None:
    assert (module(f"if {guard}:\n    print(1)\n").loose is not None) == loose


def test_parameters_of_methods_are_known_with_their_annotations() -> None:
    found = module("class K:\n    def f(self, a: int, b='x', *, c: list[str], **d): pass\n").classes["K"]
    assert found.members["f"].parameters == {"a": "int", "b": "", "c": "list[str]", "**": ""}


def test_imports_are_known_by_the_name_they_have_here() -> None:
    found = module("from __future__ import annotations\nimport a.b\nimport c as d\nfrom e import f\nfrom g import *\n")
    assert (found.imports, found.stars) == ({"a": "a", "d": "c", "f": "e.f"}, ["g"])


def test_packages_are_named_by_their_folder_and_other_files_are_skipped() -> None:
    assert set(read_modules({"p/__init__.py": "", "p/q.py": "", "p/notes.txt": "no Python"})) == {"p", "p.q"}


def test_a_text_with_a_zero_byte_is_refused_with_its_file() -> None:
    with pytest.raises(InputError, match=r"^m\.py: .*not a Python module"):
        module("x = 1\0")


def test_the_same_text_is_read_once() -> None:
    assert module("A = 1") is module("A = 1")
