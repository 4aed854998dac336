"""A spec file gives its content and the line of every part of it, and says what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.errors import InputError, RequestError
from eigendata_assets.storage.spec_files import parse_document, read_document

TEXT = """\
name: shop
now: 2025-06-02
tables:
  users:
    rows: 3
    columns:
      on: {type: text, values: [yes, no, true]}
  7:
    rows: 1e3
"""
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
CONTENT = st.dictionaries(
    st.text(),
    st.recursive(
        SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3), max_leaves=8
    ),
    max_size=4,
)


def test_every_part_has_its_line_and_what_is_missing_that_of_its_place() -> None:
    document = parse_document(TEXT, "shop.yaml")
    assert document.line(("tables", "users", "rows")) == 5
    assert document.line(("tables", "users", "columns", "on", "values", 1)) == 7
    assert document.line(("tables", 7, "rows")) == 9
    assert document.line(("tables", "users", "key")) == document.line(("tables", "users")) == 4
    assert document.line(("nothing",)) == 1
    assert document.place(("tables", "users", "rows")) == "shop.yaml:5: tables.users.rows"


def test_dates_and_words_stay_texts_and_only_true_and_false_are_truth_values() -> None:
    content = parse_document(TEXT, "shop.yaml").content
    assert content["now"] == "2025-06-02"
    assert content["tables"]["users"]["columns"] == {"on": {"type": "text", "values": ["yes", "no", True]}}


def test_a_key_that_stands_twice_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match="line 2: name stands twice"):
        parse_document("name: a\nname: b\n", "s.yaml")


@pytest.mark.parametrize(
    "text", ["", "- a\n", "just text", "a: [1", "a: !!python/object:os.system x", "a: 1\n---\nb: 2\n"]
)
def test_what_is_no_mapping_or_no_plain_yaml_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"s\.yaml"):
        parse_document(text, "s.yaml")


def test_a_file_that_is_not_there_or_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be read"):
        read_document(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"name: \xff")
    with pytest.raises(InputError, match="not UTF-8"):
        read_document(tmp_path / "bytes.yaml")


@given(CONTENT)
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, content: dict[str, Any]) -> None:
    path = tmp_path_factory.getbasetemp() / "spec.yaml"
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    assert read_document(path).content == content
