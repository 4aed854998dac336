"""Hand-written mappings, and every way to get one wrong."""

from pathlib import Path

import pytest

from eigendata_assets.artifacts.tools import Toolset
from eigendata_assets.audits.mapping import FunctionMapping, read_mapping
from eigendata_assets.errors import InputError
from tests.audits.desk import CLOSE, DESK, changed, tool

AFTER = changed(close_ticket=tool("finish", "number", number={"type": "integer"}, reason={"type": "string"}))


def read(folder: Path, text: str, before: Toolset = DESK) -> tuple[FunctionMapping, ...]:
    path = folder / "m.jsonl"
    path.write_text(text)
    return read_mapping(path, before, AFTER)


def test_names_without_their_toolkit_are_completed(tmp_path: Path) -> None:
    line = '{"function": "close_ticket", "to": "finish", "parameters": {"ticket_id": "number"}}\n\n'
    assert read(tmp_path, line) == (
        FunctionMapping(function="Desk.close_ticket", to="Desk.finish", parameters={"ticket_id": "number"}),
    )


def test_a_line_without_a_new_name_keeps_the_name(tmp_path: Path) -> None:
    (line,) = read(tmp_path, '{"function": "find_ticket", "values": {"code": {"T-1": "T-01"}}}')
    assert line.to == "Desk.find_ticket"
    assert line.value_for("code", "T-1") == ("T-01",)
    assert line.value_for("code", "T-2") is None


def test_null_says_that_there_is_no_successor(tmp_path: Path) -> None:
    (line,) = read(tmp_path, '{"function": "close_ticket", "to": null}')
    assert line.to is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "line 1: not a mapping: Invalid JSON"),
        ('\n{"to": "finish"}', "line 2: not a mapping: function: Field required"),
        ('{"function": "close_ticket", "too": 1}', "line 1: not a mapping: too: Extra inputs"),
        ('{"function": "open_ticket"}', "line 1: open_ticket: there is no function open_ticket before the change"),
        ('{"function": "close_ticket", "to": "zap"}', "Desk.close_ticket: there is no function zap after the change"),
        ('{"function": "close_ticket", "to": "finish", "parameters": {"id": "number"}}', "has no parameter id before"),
        ('{"function": "close_ticket", "to": "finish", "parameters": {"ticket_id": "x"}}', "has no parameter x after"),
        ('{"function": "close_ticket", "to": "finish", "defaults": {"x": 1}}', "has no parameter x after"),
        ('{"function": "find_ticket"}\n{"function": "find_ticket"}', "line 2: Desk.find_ticket: it is mapped twice"),
        (
            '{"function": "close_ticket", "to": "finish"}\n{"function": "find_ticket", "to": "finish"}',
            "line 2: Desk.find_ticket: two functions become Desk.finish",
        ),
    ],
)
def test_a_wrong_line_is_named_with_file_line_and_function(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError) as raised:
        read(tmp_path, text)
    assert str(raised.value).startswith(str(tmp_path / "m.jsonl"))
    assert message in str(raised.value)


def test_a_name_that_two_toolkits_have_must_be_whole(tmp_path: Path) -> None:
    both = Toolset(tools=(*DESK.tools, CLOSE.model_copy(update={"toolkit": "Shop"})))
    with pytest.raises(
        InputError, match=r"close_ticket is a function of several toolkits\nWrite one of Desk.close_ticket"
    ):
        read(tmp_path, '{"function": "close_ticket", "to": "finish"}', both)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl: the file is missing"):
        read_mapping(tmp_path / "none.jsonl", DESK, AFTER)
