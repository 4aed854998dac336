"""Files of dialogues are recognized line by line; what cannot be read is named with line and field."""

from __future__ import annotations

import gzip
import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from eigendata_assets.artifacts.trajectory import Call, Trajectory
from eigendata_assets.errors import InputError
from eigendata_assets.imports.dialogue_files import Dialogues, read_dialogues

PARAMETERS = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
FUNCTION = {"name": "weather", "description": "The weather.", "parameters": PARAMETERS}
CALL = Call(name="weather", arguments={"city": "Rome"})
JSON_CALL = {"name": "weather", "arguments": {"city": "Rome"}}
TAGGED = f"<tool_call>\n{json.dumps(JSON_CALL)}\n</tool_call>"
ANSWER = {"degrees": 20}


def openai(arguments: Any = '{"city": "Rome"}') -> dict[str, Any]:
    call = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": arguments}}
    return {
        "messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "content": "How is it in Rome?"},
            {"role": "assistant", "content": None, "tool_calls": [call]},
            {"role": "tool", "tool_call_id": "c1", "content": json.dumps(ANSWER)},
            {"role": "assistant", "content": "20 degrees."},
            {"role": "user", "content": "Thanks."},
        ],
        "tools": [{"type": "function", "function": FUNCTION}],
    }


def sharegpt() -> dict[str, Any]:
    return {
        "system": "Be brief.",
        "conversations": [
            {"from": "human", "value": "How is it in Rome?"},
            {"from": "function_call", "value": json.dumps(JSON_CALL)},
            {"from": "observation", "value": json.dumps(ANSWER)},
            {"from": "gpt", "value": "20 degrees."},
            {"from": "human", "value": "Thanks."},
        ],
        "tools": json.dumps([FUNCTION]),
    }


def hermes() -> dict[str, Any]:
    content = json.dumps({"name": "weather", "content": ANSWER})
    tools = json.dumps({"type": "function", "function": FUNCTION})
    return {
        "conversations": [
            {"from": "system", "value": f"Be brief. <tools>\n{tools}\n</tools>"},
            {"from": "human", "value": "How is it in Rome?"},
            {"from": "gpt", "value": TAGGED},
            {"from": "tool", "value": f"<tool_response>\n{content}\n</tool_response>"},
            {"from": "gpt", "value": "20 degrees."},
            {"from": "human", "value": "Thanks."},
        ]
    }


def chatml() -> dict[str, Any]:
    roles = {"system": "system", "human": "user", "gpt": "assistant", "tool": "user"}
    said = [(roles[each["from"]], each["value"]) for each in hermes()["conversations"]]
    return {"text": "\n".join(f"<|im_start|>{role}\n{text}<|im_end|>" for role, text in said)}


def anthropic_tools() -> dict[str, Any]:
    flat = {"name": "weather", "description": "The weather.", "input_schema": PARAMETERS}
    return {**openai({"city": "Rome"}), "tools": [flat]}


def read(folder: Path, *lines: Any) -> Dialogues:
    path = folder / "mine.jsonl"
    path.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return read_dialogues(path)


@pytest.mark.parametrize("record", [openai(), sharegpt(), hermes(), chatml(), anthropic_tools()])
def test_one_dialogue_is_the_same_in_every_format(tmp_path: Path, record: dict[str, Any]) -> None:
    found = read(tmp_path, record)
    (entry,) = found.entries
    first, second = entry.turns
    assert [message.content[:9] for message in first.messages] == ["Be brief.", "How is it"]
    assert first.calls == (CALL,)
    assert [result.value for result in first.results] == [ANSWER]
    assert first.steps[-1].text == "20 degrees."
    assert [message.content for message in second.messages] == ["Thanks."]
    (tool,) = found.toolset.tools
    assert (tool.key, tool.parameters, tool.description) == ("tools.weather", PARAMETERS, "The weather.")
    assert entry.tools == ("tools.weather",)
    assert found.unreadable == ()


def test_results_belong_to_calls_by_their_ids_whatever_their_order(tmp_path: Path) -> None:
    calls = [{"id": name, "function": {"name": name, "arguments": "{}"}} for name in ("a", "b")]
    answers = [{"role": "tool", "tool_call_id": name, "content": name.upper()} for name in ("b", "a")]
    messages = [{"role": "user", "content": "Go."}, {"role": "assistant", "tool_calls": calls}, *answers]
    (entry,) = read(tmp_path, {"messages": messages}).entries
    assert [result.value for result in entry.turns[0].results] == ["A", "B"]


def test_results_without_ids_belong_to_calls_in_order(tmp_path: Path) -> None:
    value = f"{TAGGED}\n{TAGGED}"
    said = [{"from": "human", "value": "Go."}, {"from": "gpt", "value": value}]
    responses = "<tool_response>1</tool_response><tool_response>two</tool_response>"
    (entry,) = read(tmp_path, {"conversations": [*said, {"from": "tool", "value": responses}]}).entries
    (step,) = entry.turns[0].steps
    assert [len(step.calls), *(result.value for result in step.results)] == [2, 1, "two"]


def test_formats_may_be_mixed_and_one_tool_in_two_shapes_is_two_tools(tmp_path: Path) -> None:
    other = {**FUNCTION, "parameters": {"type": "object", "properties": {}}}
    found = read(tmp_path, openai(), sharegpt(), {**openai(), "tools": [other]})
    assert found.formats == ("openai", "sharegpt")
    assert [tool.key for tool in found.toolset.tools] == ["tools.weather", "tools_2.weather"]
    assert [entry.tools for entry in found.entries] == [("tools.weather",), ("tools.weather",), ("tools_2.weather",)]


def test_ids_are_the_files_own_or_the_line(tmp_path: Path) -> None:
    found = read(tmp_path, {**openai(), "id": "first"}, {**openai(), "id": 7}, openai())
    assert [entry.id for entry in found.entries] == ["first", "7", "line 3"]


def broken(path: str, value: Any) -> dict[str, Any]:
    """The OpenAI dialogue with one thing replaced."""
    record = deepcopy(openai())
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    target: Any = record
    for part in way:
        target = target[part]
    target[last] = value
    return record


@pytest.mark.parametrize(
    ("record", "complaint"),
    [
        (broken("messages.2.tool_calls.0.function.arguments", "{"), "messages[2].tool_calls[0].function.arguments"),
        (broken("messages.2.tool_calls.0.function.arguments", "[1]"), "messages[2].tool_calls[0].function.arguments"),
        (broken("messages.2.tool_calls.0.function", {"arguments": "{}"}), "messages[2].tool_calls[0].function: name"),
        (broken("messages.2.tool_calls", 5), "messages[2]: tool_calls: it is a int, not a list"),
        (broken("messages.2.tool_calls.0", 5), "messages[2].tool_calls[0]: a int, not a call"),
        (broken("messages.1.role", "king"), "messages[1]: role: nobody knows the role 'king'"),
        (broken("messages.1", "hello"), "messages[1]: a str, not a message"),
        (broken("messages.1.content", {"text": 1}), "messages[1]: content: it is a dict, not a text"),
        (broken("messages", None), "messages: it is missing"),
        (broken("tools", [{"function": {}}]), "tools[0]: not a tool definition with a name"),
        (broken("tools", 5), "tools: the tools are a int, not a list"),
        (broken("tools.0.function.parameters", {"type": "strange"}), "tools[0]: parameters: not a JSON Schema"),
        (broken("id", "line 1"), "line 1 comes twice"),
        ({"conversations": [{"from": "human"}]}, "conversations[0]: value: it is missing"),
        ({"conversations": [{"from": "gpt", "value": "<tool_call>{</tool_call>"}]}, "<tool_call> holds no JSON"),
        ({"conversations": [{"from": "gpt", "value": "<tool_call>{}</tool_call>"}]}, "no call with a name"),
        ({"text": "no messages"}, "text: there is no <|im_start|> message in it"),
        ({"text": "<|im_start|>king\nhello<|im_end|>"}, "nobody knows the role 'king'"),
        ({"id": "a", "result": "Error during inference"}, "result: the inference failed"),
        ([1], "a list, not an object"),
        ("{", "not JSON"),
    ],
)
def test_a_line_that_cannot_be_read_is_named_with_its_field_and_the_rest_is_read(
    tmp_path: Path, record: Any, complaint: str
) -> None:
    found = read(tmp_path, openai(), record)
    assert len(found.entries) == 1
    (line,) = found.unreadable
    assert line.startswith(f"{tmp_path / 'mine.jsonl'}: line 2: ")
    assert complaint in line


def test_a_list_of_dialogues_in_one_value_is_read_item_by_item(tmp_path: Path) -> None:
    path = tmp_path / "mine.json"
    path.write_text(json.dumps([openai(), 5, sharegpt()], indent=1))
    found = read_dialogues(path)
    assert [entry.id for entry in found.entries] == ["item 0", "item 2"]
    assert found.unreadable == (f"{path}: item 1: a int, not an object",)


def test_a_file_that_is_chatml_throughout_has_a_dialogue_for_each_system_message(tmp_path: Path) -> None:
    path = tmp_path / "mine.txt"
    path.write_text("\n".join([chatml()["text"], chatml()["text"]]))
    found = read_dialogues(path)
    assert [(entry.id, entry.calls) for entry in found.entries] == [("dialogue 1", (CALL,)), ("dialogue 2", (CALL,))]


def test_results_of_bfcl_are_the_calls_of_a_model_turn_by_turn(tmp_path: Path) -> None:
    result = [[[{"weather": '{"city": "Rome"}'}], "It is 20 degrees."], [[{"weather": "{"}]]]
    path = tmp_path / "mine.json.gz"
    path.write_bytes(gzip.compress(json.dumps({"id": "multi_turn_base_0", "result": result}).encode()))
    found = read_dialogues(path)
    (entry,) = found.entries
    assert entry.id == "multi_turn_base_0"
    assert [turn.calls for turn in entry.turns] == [(CALL,), ()]
    assert found.formats == ("bfcl",)
    assert "result[1]" in found.unreadable[0]


@pytest.mark.parametrize("text", ["", "\n\n", "{}", "5", "no JSON at all"])
def test_a_file_in_which_nothing_is_a_dialogue_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text(text)
    with pytest.raises(InputError, match="no dialogue can be read") as caught:
        read_dialogues(path)
    assert "messages" in caught.value.hint


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the file is missing"):
        read_dialogues(tmp_path / "nothing.jsonl")


def test_a_dialogue_that_begins_with_the_assistant_has_a_turn_for_it(tmp_path: Path) -> None:
    messages = [{"role": "assistant", "content": "Hello."}, {"role": "user", "content": "Hi."}]
    (entry,) = read(tmp_path, {"messages": messages}).entries
    assert isinstance(entry, Trajectory)
    assert [(len(turn.messages), [step.text for step in turn.steps]) for turn in entry.turns] == [
        (0, ["Hello."]),
        (1, []),
    ]


def test_content_in_parts_and_the_old_function_call_are_read(tmp_path: Path) -> None:
    parts = [{"type": "text", "text": "How is it"}, {"type": "text", "text": "in Rome?"}]
    old = {"name": "weather", "arguments": '{"city": "Rome"}'}
    messages = [{"role": "user", "content": parts}, {"role": "assistant", "content": "", "function_call": old}]
    result = {"role": "function", "name": "weather", "content": "20"}
    (entry,) = read(tmp_path, {"messages": [*messages, result], "functions": [FUNCTION]}).entries
    assert entry.turns[0].messages[0].content == "How is it\nin Rome?"
    assert entry.calls == (CALL,)
    assert entry.turns[0].results[0].value == 20
