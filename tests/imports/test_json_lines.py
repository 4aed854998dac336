"""Files of JSON lines are read whole; every complaint about them names file and line."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, SchemaError
from pydantic import TypeAdapter, ValidationError

from eigendata_assets.errors import InputError
from eigendata_assets.imports.json_lines import json_lines, json_value, reason, streamed_json_lines
from tests.json_values import JSON


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("lines") / "values.json"


@given(values=st.lists(JSON, min_size=1), compressed=st.booleans(), ascii_only=st.booleans(), blank=st.booleans())
def test_values_are_read_in_order_with_their_lines(
    file: Path, values: list[Any], compressed: bool, ascii_only: bool, blank: bool
) -> None:
    values = [json_value(value) for value in values]
    between = "\n \n" if blank else "\n"
    content = between.join(json.dumps(value, ensure_ascii=ascii_only) for value in values).encode()
    file.write_bytes(gzip.compress(content) if compressed else content)
    read = list(json_lines(file))
    assert [value for _, value in read] == values
    step = 2 if blank else 1
    assert [place for place, _ in read] == [(str(file), f"line {1 + step * n}") for n in range(len(values))]


def test_a_line_separator_inside_a_string_does_not_end_the_line(file: Path) -> None:
    file.write_text('{"a": "one\u2028two\x85three"}\r\n{"a": 2}\r\n', encoding="utf-8", newline="")
    assert [value for _, value in json_lines(file)] == [{"a": "one\u2028two\x85three"}, {"a": 2}]


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b'{"a": 1}\n{"a": \n', "line 2", "not JSON: Expecting value"),
        (b'{"a": 1}\n\n{"a"', "line 3", "not JSON: Expecting ':' delimiter"),
        (b"[" * 100_000, "line 1", "not JSON: it is nested too deeply"),
        (b"9" * 5000, "line 1", "not JSON: Exceeds the limit"),
        (b"1\nNaN", "line 2", "not JSON: it has a number that is not finite"),
        (b'[{"a": -Infinity}]', "line 1", "not JSON: it has a number that is not finite"),
        (b"1e999", "line 1", "not JSON: it has a number that is not finite"),
        (b"\xef\xbb\xbf{}", "line 1", "not JSON: Unexpected UTF-8 BOM"),
        (b"", None, "the file is empty"),
        (b" \n\n", None, "the file is empty"),
        (b"\xff\xfe", None, "the file cannot be read: 'utf-8' codec can't decode byte 0xff"),
        (gzip.compress(b'{"a": 1}\n' * 50, mtime=0)[:-9], None, "the compressed file is cut off or damaged"),
        (gzip.compress(b"1", mtime=0)[:5], None, "the compressed file is cut off or damaged"),
        (gzip.compress(b"1", mtime=0) + b"more", None, "the compressed file is cut off or damaged"),
        (gzip.compress(b"", mtime=0), None, "the file is empty"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_file_that_is_not_json_lines_is_refused(file: Path, content: bytes, line: str | None, says: str) -> None:
    file.write_bytes(content)
    with pytest.raises(InputError, match=says) as caught:
        list(json_lines(file))
    assert caught.value.where == ((str(file), line) if line else (str(file),))
    assert "\n" not in caught.value.message
    assert len(caught.value.message) < len(str(file)) + 300


@given(at=st.integers(0, 60), byte=st.integers(0, 255))
def test_a_damaged_compressed_file_is_read_or_refused(file: Path, at: int, byte: int) -> None:
    content = bytearray(gzip.compress(b'{"id": "a", "result": [[[{"f": "{}"}]]]}\n' * 3, mtime=0))
    content[at % len(content)] = byte
    file.write_bytes(content)
    try:
        read = list(json_lines(file))
    except InputError:
        return
    assert read


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the file is missing"):
        list(json_lines(tmp_path / "none.json"))
    with pytest.raises(InputError, match=r"the file cannot be read: .*Is a directory"):
        list(json_lines(tmp_path))


def test_numbers_that_are_not_finite_are_read_where_they_are_allowed(file: Path) -> None:
    file.write_text('[NaN, Infinity]\n["\\ud800", NaN]')
    values = [value for _, value in json_lines(file, finite=False)]
    assert math.isnan(values[0][0])
    assert values[0][1] == math.inf
    assert values[1][0] == "\ufffd"


@given(JSON)
def test_json_stays_as_it_is_but_for_halves_of_surrogate_pairs(value: Any) -> None:
    assert json_value(json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))) == json.loads(
        json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    )
    assert json.dumps(json_value(value), ensure_ascii=False).encode("utf-8")


def test_half_a_surrogate_pair_becomes_a_replacement_character() -> None:
    assert json_value({"\ud83d": ["a\ude00b", "\U0001f600", ("é",)]}) == {"\ufffd": ["a\ufffdb", "\U0001f600", ["é"]]}


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ({"a": {1}}, "it has a set"),
        ([b"a"], "it has a bytes"),
        (..., "it has a ellipsis"),
        ([{1: "a"}], "it has a key that is not text"),
        ((math.nan,), "it has a number that is not finite"),
        (1j, "it has a complex"),
    ],
)
def test_what_is_not_json_is_refused(value: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        json_value(value)


def test_a_reason_is_one_short_line() -> None:
    assert reason(KeyError("name")) == "'name' is missing"
    assert reason(RecursionError("deep")) == "it is nested too deeply"
    assert reason(ValueError("one\n  two")) == "one two"
    assert reason(ValueError()) == "ValueError"
    assert len(reason(ValueError("x" * 1000))) == 200
    with pytest.raises(ValidationError) as invalid:
        TypeAdapter(dict[str, list[int]]).validate_python({"a": [1, "b"]})
    assert reason(invalid.value) == ("a.1: Input should be a valid integer, unable to parse string as an integer")
    with pytest.raises(SchemaError) as wrong:
        Draft202012Validator.check_schema({"required": "a"})
    assert reason(wrong.value) == "'a' is not of type 'array'"


def test_a_stream_gives_what_reading_at_once_gives(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    text = '{"a": 1}\n\n[2, "\\ud83d"]\n"\u2028"'
    path.write_text(text, encoding="utf-8")
    packed = tmp_path / "a.jsonl.gz"
    packed.write_bytes(gzip.compress(text.encode()))

    assert list(streamed_json_lines(path)) == list(json_lines(path))
    assert [value for _, value in streamed_json_lines(packed)] == [value for _, value in json_lines(path)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"a": 1}\n{', "line 2: not JSON"),
        (b'{"a": 1}\n\xff\n', "line 2: the file cannot be read"),
        (gzip.compress(b'{"a": 1}\n' * 99, mtime=0)[:25], r"line \d+: the file cannot be read"),
    ],
)
def test_a_stream_that_breaks_says_where(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(content)

    with pytest.raises(InputError, match=f"a.jsonl: {message}"):
        list(streamed_json_lines(path))


def test_a_stream_of_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the file is missing"):
        list(streamed_json_lines(tmp_path / "a.jsonl"))
