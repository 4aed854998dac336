"""The artifacts of a domain come back as they were written, and a damaged file is named."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from eigendata_assets.artifacts.key_calls import KeyCall, KeyCalls
from eigendata_assets.artifacts.tools import ToolSchema, Toolset
from eigendata_assets.artifacts.trajectory import Call, Message, Provenance, Result, Step, Trajectory, Turn
from eigendata_assets.errors import InputError
from eigendata_assets.execution.protocol import Toolkit
from eigendata_assets.storage.domain_store import DomainStore
from eigendata_assets.storage.memo import row_of
from eigendata_assets.storage.trajectory_shards import table_of


def a_trajectory(name: str = "one", **changes: object) -> Trajectory:
    """A dialogue with every kind of field filled in."""
    call = Call(name="close", arguments={"door": 7, "how": {"softly": True}})
    step = Step(calls=(call,), results=(Result(value={"closed": None}),), changed=("House",))
    turn = Turn(
        messages=(Message(role="user", content="close it\u2028please"),), steps=(step,), state_hashes={"House": "ab"}
    )
    fields: dict[str, object] = {
        "id": name,
        "category": "base",
        "toolkits": ("House",),
        "tools": ("House.close",),
        "turns": (turn,),
        "initial_state": {"House": {"doors": [], "open": {}}},
        "final_state": {"House": {"doors": [1.0]}},
        "provenance": Provenance(source="test", version="1", entry=name),
    }
    return Trajectory.model_validate({**fields, **changes})


def rows(*trajectories: Trajectory) -> pa.Table:
    """Their rows, as the store keeps them."""
    return table_of(row_of(each, {"House.close"}) for each in trajectories)


@pytest.fixture
def store(tmp_path: Path) -> DomainStore:
    return DomainStore(tmp_path / "house")


def test_references_come_back_with_their_initial_states(store: DomainStore) -> None:
    references = (a_trajectory("one"), a_trajectory("two", initial_state={"House": {"open": {"1": None}}}))
    store.write_references(references)
    store.write_database(references)

    read = store.read_references()

    assert [each.initial_state for each in read] == [each.initial_state for each in references]
    assert [each.calls for each in read] == [each.calls for each in references]
    assert [step.results for each in read for turn in each.turns for step in turn.steps] == [(), ()]
    assert [each.final_state for each in read] == [{}, {}]


def test_a_reference_that_is_damaged_is_named_by_file_and_line(store: DomainStore) -> None:
    store.write_references([a_trajectory()])
    store.write_database([a_trajectory()])
    with store.references_file.open("a") as handle:
        handle.write('{"id": "one", "category": 3}\n')

    with pytest.raises(InputError, match=r"references.jsonl: line 2: not a dialogue of this domain"):
        store.read_references()


def test_an_artifact_that_was_never_made_is_named_with_what_to_do(store: DomainStore) -> None:
    with pytest.raises(InputError, match=r"initial_states.sqlite: it is not there") as caught:
        store.read_references()

    assert "Import or materialize" in caught.value.hint


def test_a_shard_keeps_empty_objects_nulls_and_floats_as_they_are(store: DomainStore) -> None:
    trajectory = a_trajectory()
    store.write_shard("one", rows(trajectory, a_trajectory("two", failure="timeout: it took too long")))

    assert store.read_shard("one")[0] == trajectory
    assert store.read_shard("one")[1].failure == "timeout: it took too long"
    assert store.read_shard("one")[0].initial_state == {"House": {"doors": [], "open": {}}}


def test_a_shard_that_was_never_written_is_empty_and_a_damaged_one_is_named(store: DomainStore) -> None:
    assert store.read_shard("one") == ()
    store.shard_file("one").parent.mkdir(parents=True)
    store.shard_file("one").write_bytes(b"PAR1 but cut off")

    with pytest.raises(InputError, match=r"one.parquet: not a shard of trajectories"):
        store.read_shard("one")


def test_the_same_trajectories_give_the_same_bytes(store: DomainStore) -> None:
    store.write_shard("a", rows(a_trajectory()))
    store.write_shard("b", rows(a_trajectory()))

    assert store.shard_file("a").read_bytes() == store.shard_file("b").read_bytes()


def test_tools_come_back_in_the_order_of_their_publication(store: DomainStore) -> None:
    tools = [ToolSchema(name=name, toolkit="House", parameters={"type": "object"}) for name in ("open", "close", "ask")]
    store.write_toolset(Toolset(tools=tuple(tools)))

    assert [tool.name for tool in store.read_toolset().tools] == ["open", "close", "ask"]


def test_a_tool_that_two_files_describe_is_named(store: DomainStore) -> None:
    store.write_toolset(Toolset(tools=(ToolSchema(name="open", toolkit="House", parameters={"type": "object"}),)))
    (store.schema_folder / "copy.json").write_text((store.schema_folder / "House.open.json").read_text())

    with pytest.raises(InputError, match=r"House.open is described twice"):
        store.read_toolset()


def test_a_schema_file_that_is_not_one_is_named(store: DomainStore) -> None:
    store.write_toolset(Toolset(tools=(ToolSchema(name="open", toolkit="House", parameters={"type": "object"}),)))
    (store.schema_folder / "House.open.json").write_text(json.dumps({"position": 0, "name": "open"}))

    with pytest.raises(InputError, match=r"House.open.json: not a tool schema"):
        store.read_toolset()


def test_the_environment_comes_back_with_its_modules_and_toolkits(store: DomainStore) -> None:
    store.write_environment({"pkg/house.py": "class House: ..."}, [Toolkit("House", "pkg.house")], "_load")

    environment = store.read_environment()

    assert environment.toolkits == (Toolkit("House", "pkg.house"),)
    assert environment.loader == "_load"
    assert (environment.folder / "pkg" / "house.py").read_text() == "class House: ..."


def test_key_calls_come_back(store: DomainStore) -> None:
    key = KeyCall(turn=0, call=Call(name="close", arguments={}), changes_state=True, persists=True, shown="ok")
    store.write_key_calls(KeyCalls(entries={"one": (key,), "two": ()}))

    assert store.read_key_calls().entries == {"one": (key,), "two": ()}


def test_a_shard_of_another_version_is_named_with_what_to_do(store: DomainStore) -> None:
    store.shard_file("one").parent.mkdir(parents=True)
    pq.write_table(pa.table({"id": ["one"], "category": ["base"]}), store.shard_file("one"))

    with pytest.raises(InputError, match=r"one.parquet: not trajectories that this version reads: failure is missing"):
        store.read_shard("one")


def test_a_tool_whose_json_schema_is_not_valid_is_named_with_its_file_and_place(store: DomainStore) -> None:
    wrong = {"type": "object", "properties": {"door": {"type": "nunber"}}}
    store.write_toolset(Toolset(tools=(ToolSchema(name="open", toolkit="House", parameters=wrong),)))

    with pytest.raises(InputError, match=r"House.open.json: House.open: parameters.properties.door.type: not a JSON"):
        store.read_toolset()
