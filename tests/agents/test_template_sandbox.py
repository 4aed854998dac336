"""Templates can arrange text and do nothing else; fields are plain data before a template sees them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateError
from pydantic import BaseModel

from eigendata_assets.agents.template_sandbox import LONGEST, TextSandbox, plain, render, to_json

SANDBOX = TextSandbox()
UNICODE = st.text(st.characters(exclude_categories=["Cs"]))

HOSTILE_TEMPLATES = [
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ text.__init__.__globals__ }}",
    "{{ text|attr('__class__') }}",
    "{{ items|map(attribute='__class__')|first }}",
    "{{ '{0.__class__}'.format(text) }}",
    "{{ text.format_map({}) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum.__globals__['os'].system('id') }}",
    "{{ range(10 ** 9) }}",
    "{{ namespace(x=1) }}",
    "{% include '/etc/passwd' %}",
    "{% import '/etc/passwd' as p %}",
    "{% extends '/etc/passwd' %}",
    "{% macro m() %}x{% endmacro %}{{ m() }}",
    "{{ caller() }}",
    "{{ 'x' * 10000000000 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ 'x'|indent(1000000000) }}",
    "{{ 'x'|center(1000000000) }}",
    "{{ 'x'|filesizeformat }}",
    "{{ items.append(1) }}",
    "{{ items.clear() }}",
    "{{ mapping.update({}) }}",
    "{{ mapping.pop('a') }}",
    "{{ text() }}",
    "{{ missing }}",
    "{{ missing.attribute }}",
    "{{ loop }}",
    "{% for x in items %}{{ loop.__class__ }}{% endfor %}",
    "{% for x in items %}{{ loop.cycle('a', 'b') }}{% endfor %}",
    "{% debug %}",
    "{% do items.append(1) %}",
]


@pytest.mark.parametrize("template", HOSTILE_TEMPLATES)
def test_a_template_that_wants_more_than_to_arrange_text_is_refused(template: str) -> None:
    values = {"text": "t", "items": [1, 2], "mapping": {"a": 1}}
    with pytest.raises((TemplateError, TypeError)):
        render(SANDBOX.from_string(template), values)
    assert values == {"text": "t", "items": [1, 2], "mapping": {"a": 1}}


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ name | upper }}", "ADA"),
        ("{% for n in numbers %}{{ loop.index }}:{{ n }}{{ '' if loop.last else ', ' }}{% endfor %}", "1:3, 2:5"),
        ("{% for key, value in record.items() %}{{ key }}={{ value }};{% endfor %}", "a=1;b=é;"),
        ("{{ record.b }}{{ record['a'] }}", "é1"),
        ("{{ record | tojson }}", '{"a": 1, "b": "é"}'),
        ("{{ numbers | tojson(2) }}", "[\n  3,\n  5\n]"),
        ("{{ numbers | sum * 2 }} {{ 7 % 4 }}", "16 3"),
        ("{{ 'a,b'.split(',') | join('+') }}", "a+b"),
        ("{{ unknown | default('nobody') }}", "nobody"),
        ("{% set x = numbers | length %}{{ x + 1 }}", "3"),
        ("{{ '<b>' }}&", "<b>&"),
    ],
)
def test_what_prompts_need_works(template: str, text: str) -> None:
    assert (
        render(SANDBOX.from_string(template), {"name": "Ada", "numbers": [3, 5], "record": {"a": 1, "b": "é"}}) == text
    )


def test_a_text_beyond_all_bounds_is_cut_short_by_an_error() -> None:
    doubled = "{% for a in x %}{% for b in x %}{% for c in x %}{{ c }}{% endfor %}{% endfor %}{% endfor %}"
    with pytest.raises(TemplateError, match="longer than"):
        render(SANDBOX.from_string(doubled), {"x": ["y" * 100] * 100})
    assert len(render(SANDBOX.from_string("{{ x }}"), {"x": "y" * (LONGEST - 1)})) == LONGEST - 1


@given(UNICODE)
def test_a_value_appears_as_it_is_and_is_never_a_template(value: str) -> None:
    assert render(SANDBOX.from_string("<{{ value }}>"), {"value": value}) == f"<{value}>"


class Record(BaseModel):
    name: str
    where: tuple[int, ...] = ()


class Sneaky(str):
    __slots__ = ()

    def __str__(self) -> str:
        return "another text"

    def __html__(self) -> str:
        return "yet another"


def test_records_become_mappings_and_text_becomes_plain_text() -> None:
    assert plain(Record(name="x", where=(1, 2))) == {"name": "x", "where": [1, 2]}
    assert type(plain(Sneaky("the text"))) is str
    assert plain(Sneaky("the text")) == "the text"
    assert plain({1: (None, True, 2.5)}) == {"1": [None, True, 2.5]}


@pytest.mark.parametrize(
    ("value", "what"),
    [
        (Path("/etc/passwd"), "field is a PosixPath"),
        ({"a": [1, {2, 3}]}, r"field\.a\[1\] is a set"),
        (open, "field is a builtin"),
        (b"bytes", "field is a bytes"),
        (ValueError, "field is a type"),
    ],
)
def test_an_object_with_methods_never_reaches_a_template(value: object, what: str) -> None:
    with pytest.raises(TypeError, match=what):
        plain(value, "field")


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(ValueError, match="surrogates"):
        plain("\ud800")


def test_json_for_people_keeps_letters_and_bounds_its_indent() -> None:
    assert to_json({"a": "<ü>"}) == '{"a": "<ü>"}'
    assert to_json([1], 10**9) == "[\n        1\n]"
