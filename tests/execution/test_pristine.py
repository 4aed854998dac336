"""What the modules of an environment keep outside of instances is put back before every replay."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given

from eigendata_assets.execution.protocol import EnvironmentCode, Replay, Toolkit
from eigendata_assets.execution.replay import replay_all
from eigendata_assets.execution.worker.pristine import Pristine
from resources.subprocess_sandbox import SubprocessSandbox
from tests.json_values import JSON

CODE = """
import functools
from collections import defaultdict

posts = []
by_name = defaultdict(list)
count = 0
settings = {"deep": {"list": [1]}}

@functools.cache
def loaded(name):
    return [name]

def closed():
    seen = []
    def look(value):
        seen.append(value)
        return list(seen)
    return look

look = closed()

class Blog:
    made = 0
    tags = ["a"]

    @staticmethod
    def post(text, mentions=[], *, likes={}):
        mentions.append(text)
        likes[text] = 1
        return [list(mentions), dict(likes)]

    @property
    def drafts(self, kept=[]):
        kept.append(1)
        return len(kept)

    def everything(self, text):
        global count
        count += 1
        Blog.made += 1
        Blog.tags.append(text)
        posts.append(text)
        by_name[text].append(1)
        settings["deep"]["list"].append(text)
        globals()["later"] = text
        loaded(text).append(text)
        return [count, Blog.made, list(Blog.tags), list(posts), len(by_name), str(settings), loaded(text),
                self.post(text), look(text), self.drafts, "later" in globals()]
"""


@pytest.fixture
def module(tmp_path: Path) -> ModuleType:
    (tmp_path / "blog_of_tests.py").write_text(CODE)
    spec = importlib.util.spec_from_file_location("blog_of_tests", tmp_path / "blog_of_tests.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


def test_everything_that_a_call_left_behind_is_put_back(module: ModuleType) -> None:
    pristine = Pristine([module])
    first = module.Blog().everything("x")

    pristine.restore()

    assert not hasattr(module, "later")
    assert module.Blog().everything("x") == first


def test_without_it_a_second_call_would_see_the_first(module: ModuleType) -> None:
    first = module.Blog().everything("x")

    assert module.Blog().everything("x") != first


def test_what_was_imported_meanwhile_stays(module: ModuleType) -> None:
    pristine = Pristine([module])
    module.system = sys  # type: ignore[attr-defined]

    pristine.restore()

    assert module.system is sys


@given(before=JSON, after=JSON)
def test_any_plain_content_comes_back_as_the_same_object(before: Any, after: Any) -> None:
    module = ModuleType("held")
    module.held = held = {"value": before}  # type: ignore[attr-defined]
    pristine = Pristine([module])
    held["value"] = after
    held["more"] = after

    pristine.restore()

    assert module.held is held
    assert held == {"value": before}


def test_replays_of_one_batch_do_not_see_each_other(tmp_path: Path) -> None:
    (tmp_path / "blog.py").write_text(CODE)
    environment = EnvironmentCode(tmp_path, (Toolkit("Blog", "blog"),), "_load")
    replays = [Replay(str(number), ("Blog",), {}, [[("everything", {"text": "x"})]]) for number in range(3)]

    with SubprocessSandbox() as sandbox:
        first, *others = replay_all(replays, environment, sandbox)

    assert first.results[0][0].value[:2] == [1, 1]
    assert all(each.results == first.results for each in others)
