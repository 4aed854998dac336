"""What the code reaches, under the names that the schemas have."""

from eigendata_assets.artifacts.tools import ImplementedAs, ToolSchema, Toolset
from eigendata_assets.environments.implemented import as_described, code_names
from eigendata_assets.environments.reach import read_reach
from eigendata_assets.trajectories.fingerprint import dependencies

CODE = "class Desk:\n    def void(self, amount: int): pass\n    def open(self): pass\n"
REACH = read_reach({"desk.py": CODE})
REFUND = ToolSchema(
    name="refund",
    toolkit="Desk",
    parameters={"type": "object", "properties": {"count": {"type": "string"}}},
    implemented_as=ImplementedAs(name="void", parameters={"count": "amount"}, types={"count": "integer"}),
)
TOOLS = Toolset(tools=(REFUND, ToolSchema(name="open", toolkit="Desk", parameters={"type": "object"})))


def test_a_renamed_tool_reaches_what_the_code_has_under_its_old_name() -> None:
    described = as_described(TOOLS, REACH)

    assert described.tools["Desk.refund"] == REACH.tools["Desk.void"]
    assert described.parameters["Desk.refund"] == {"amount": "int"}
    assert "Desk.void" not in described.tools
    assert described.tools["Desk.open"] == REACH.tools["Desk.open"]


def test_code_that_has_the_new_names_overrides_the_field() -> None:
    for code, expected in (
        ("def refund(self, count: str)", {}),
        ("def refund(self, amount: int)", {"Desk.refund"}),
        ("def void(self, count: str)", {"Desk.refund"}),
    ):
        reach = read_reach({"desk.py": f"class Desk:\n    {code}: pass\n"})
        known = code_names(Toolset(tools=(REFUND,)), reach).implemented_as
        assert {key for key, each in known.items() if each.name != "refund" or each.parameters} == set(expected), code


def test_nothing_is_moved_where_every_tool_is_as_described() -> None:
    plain = Toolset(tools=(TOOLS.tools[1],))
    assert as_described(plain, REACH) is REACH
    assert code_names(plain, REACH).implemented_as == {}


def test_a_trajectory_depends_on_the_names_that_its_tool_is_called_by() -> None:
    other = REFUND.model_copy(update={"implemented_as": ImplementedAs(name="open")})
    found = [dependencies(Toolset(tools=(each,)), REACH).digest("Desk.refund") for each in (REFUND, other)]
    assert found[0] != found[1]
