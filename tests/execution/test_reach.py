"""Code reaches the modules that its references lead to, and all of them where it can look modules up."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from eigendata_assets.execution.worker.pristine import Pristine
from eigendata_assets.execution.worker.reach import reached_from

FAR = "found = []\n\ndef note(text):\n    found.append(text)\n    return list(found)\n"
Import = Callable[..., list[ModuleType]]


@pytest.fixture
def imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Import]:
    """Imports modules of these texts, the class `Kit` is in `reach_near`."""
    monkeypatch.syspath_prepend(str(tmp_path))
    names: list[str] = []

    def write_and_import(**texts: str) -> list[ModuleType]:
        for name, text in texts.items():
            (tmp_path / f"reach_{name}.py").write_text(text)
            names.append(f"reach_{name}")
        importlib.invalidate_caches()
        return [importlib.import_module(name) for name in names]

    yield write_and_import
    for name in names:
        sys.modules.pop(name, None)


def reached(modules: list[ModuleType]) -> list[str]:
    (near,) = (each for each in modules if each.__name__ == "reach_near")
    return [each.__name__.removeprefix("reach_") for each in reached_from(near.Kit, modules)]


@pytest.mark.parametrize(
    ("near", "expected"),
    [
        ("import copy, re, random\nclass Kit:\n    def use(self): return copy, re, random\n", ["near"]),
        ("import reach_far\nclass Kit: pass\n", ["near", "far"]),
        ("from reach_far import note\nclass Kit:\n    def use(self): note(1)\n", ["near", "far"]),
        ("from reach_far import found\nclass Kit: pass\n", ["near"]),
        ("import functools, reach_far\nuse = functools.partial(reach_far.note, 1)\ndel reach_far\nclass Kit:\n"
         "    do = use\n", ["near", "far"]),
        ("from reach_far import note\nHELD = {'a': [note]}\ndel note\nclass Kit: pass\n", ["near", "far"]),
        ("from reach_far import note\ndef hidden(by=note):\n    return lambda self: by(1)\ndel note\nclass Kit:\n"
         "    use = hidden()\n", ["near", "far"]),
        ("class Kit:\n    def use(self):\n        import json\n", ["near", "far", "other"]),
        ("import sys\nclass Kit: pass\n", ["near", "far", "other"]),
        ("from importlib import import_module\nclass Kit: pass\n", ["near", "far", "other"]),
        ("class Kit:\n    def use(self): return object.__subclasses__()\n", ["near", "far", "other"]),
        ("class Kit:\n    def use(self): return [(lambda: __import__('x'))]\n", ["near", "far", "other"]),
    ],
)  # fmt: skip
def test_references_are_followed_wherever_they_are_kept(imported: Import, near: str, expected: list[str]) -> None:
    assert reached(imported(near=near, far=FAR, other="state = {}\n")) == expected


def test_a_parent_class_is_reached(imported: Import) -> None:
    near = "from reach_far import Parent\nclass Kit(Parent): pass\ndel Parent\n"
    assert reached(imported(near=near, far="class Parent:\n    made = 0\n")) == ["near", "far"]


def test_a_class_that_lies_elsewhere_may_reach_everything(imported: Import) -> None:
    modules = imported(near="class Kit: pass\n", far=FAR)
    assert reached_from(Path, modules) == modules


def test_what_two_modules_share_is_put_back_after_the_code_of_either(imported: Import) -> None:
    modules = imported(near="from reach_far import found\nclass Kit: pass\n", far=FAR)
    near, far = modules
    pristine = Pristine(modules, [near.Kit])
    far.found.append("left")
    near.left = "too"  # type: ignore[attr-defined]

    pristine.restore((near.Kit,))

    assert far.found == []
    assert not hasattr(near, "left")


def test_what_code_reaches_is_known_before_it_can_hide_it(imported: Import) -> None:
    modules = imported(near="import reach_far\nclass Kit: pass\n", far=FAR)
    near, far = modules
    pristine = Pristine(modules, [near.Kit])
    far.found.append("left")
    del near.reach_far

    pristine.restore((near.Kit,))

    assert far.found == []
    assert near.reach_far is far


def test_only_what_was_reached_is_looked_at(imported: Import) -> None:
    modules = imported(near="class Kit: pass\n", far=FAR)
    near, far = modules
    pristine = Pristine(modules, [near.Kit])
    far.found.append("left")

    pristine.restore((near.Kit,))
    assert far.found == ["left"]

    pristine.restore()
    assert far.found == []
