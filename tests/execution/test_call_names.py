"""A call of a dialogue becomes the call that the code knows."""

from eigendata_assets.artifacts.tools import ImplementedAs
from eigendata_assets.execution.call_names import NO_NAMES, CallNames
from eigendata_assets.execution.protocol import EnvironmentCode, Replay
from eigendata_assets.execution.replay import as_implemented

NAMES = CallNames(
    frozenset({"Desk.refund", "Shop.refund", "Desk.open"}),
    {
        "Desk.refund": ImplementedAs(
            name="void", parameters={"count": "amount"}, left_out=("reason",), types={"count": "integer"}
        )
    },
)


def test_names_types_and_parameters_are_those_of_the_code() -> None:
    given = NAMES.given(("Desk",), ("refund", {"count": "7", "reason": "broken", "note": "x"}))
    assert given == ("void", {"amount": 7, "note": "x"})


def test_the_last_toolkit_that_has_the_name_decides() -> None:
    call = ("refund", {"count": "7"})
    assert NAMES.given(("Desk", "Shop"), call) == call
    assert NAMES.given(("Shop", "Desk"), call) == ("void", {"amount": 7})


def test_a_call_that_the_code_knows_or_nobody_does_is_as_it_is_written() -> None:
    for call in (("open", {"a": 1}), ("nothing", {})):
        assert NAMES.given(("Desk",), call) == call
    assert NO_NAMES.given(("Desk",), ("refund", {})) == ("refund", {})


def test_a_value_that_cannot_be_converted_for_certain_is_given_as_it_is() -> None:
    assert NAMES.given(("Desk",), ("refund", {"count": "many"})) == ("void", {"amount": "many"})


def test_every_replay_is_given_under_the_names_of_the_code(tmp_path) -> None:
    replay = Replay("a", ("Desk",), {}, [[("refund", {"count": "7"})], [("open", {})]])
    plain, adapted = EnvironmentCode(tmp_path, ()), EnvironmentCode(tmp_path, (), names=NAMES)
    assert as_implemented(replay, plain) is replay
    assert as_implemented(replay, adapted).turns == [[("void", {"amount": 7})], [("open", {})]]


def test_only_the_calls_of_a_replay_are_renamed(tmp_path) -> None:
    replay = Replay("a", ("Desk",), {"Desk": {}}, [[("refund", {"count": "7"})]], {"fast": True}, watched=True)
    adapted = as_implemented(replay, EnvironmentCode(tmp_path, (), names=NAMES))
    assert adapted == Replay("a", ("Desk",), {"Desk": {}}, [[("void", {"amount": 7})]], {"fast": True}, watched=True)
