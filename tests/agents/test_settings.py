"""The configuration is one file and the environment; mistakes are named by file and field, keys are never shown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eigendata_assets.agents.messages import Parameters
from eigendata_assets.agents.settings import ModelSettings, RoleSettings, Settings
from eigendata_assets.agents.settings_file import VARIABLES, Configuration, read_configuration
from eigendata_assets.errors import InputError

KEY = "sk-planted-0123456789abcdef"
LOGIN = "http://user:" + "password@"


def read(folder: Path, text: str, **environ: str) -> Configuration:
    (folder / "eigendata.yaml").write_text(text)
    return read_configuration(folder, environ)


def complaint(folder: Path, text: str, **environ: str) -> str:
    with pytest.raises(InputError) as caught:
        read(folder, text, **environ)
    assert caught.value.exit_code == 2
    return str(caught.value).replace(f"{folder}/", "")


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    configuration = read_configuration(tmp_path, {})
    assert configuration.settings == Settings()
    assert {origin for _, _, origin in configuration.rows()} == {"default"}


@pytest.mark.parametrize("text", ["", "# nothing\n", "{}", "models: {}\n"])
def test_an_empty_file_is_a_valid_one(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text).settings == Settings()


def test_the_environment_overrides_the_file_and_each_value_says_where_it_comes_from(tmp_path: Path) -> None:
    text = "models: {default: {model: from-file, seed: 3}}\nbudget: {tokens: 10}\n"
    configuration = read(tmp_path, text, EIGENDATA_MODEL="from-env", EIGENDATA_BUDGET_USD="2.5", OPENAI_BASE_URL=" ")
    default = configuration.settings.models.default
    assert (default.model, default.seed, default.base_url) == ("from-env", 3, None)
    assert configuration.settings.budget.usd == Decimal("2.5")
    rows = {name: (value, origin) for name, value, origin in configuration.rows()}
    assert rows["models.default.model"] == ('"from-env"', "EIGENDATA_MODEL")
    assert rows["models.default.seed"] == ("3", "eigendata.yaml")
    assert rows["budget.usd"] == ('"2.5"', "EIGENDATA_BUDGET_USD")
    assert rows["models.default.concurrency"] == ("16", "default")


@pytest.mark.parametrize(("variable", "place"), VARIABLES.items())
def test_each_variable_sets_what_it_is_said_to_set(tmp_path: Path, variable: str, place: str) -> None:
    value = {"OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "EIGENDATA_MODE": "batch"}.get(variable, "7")
    configuration = read_configuration(tmp_path, {variable: value})
    assert {name for name, _, origin in configuration.rows() if origin == variable} == {place}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("models: [", "eigendata.yaml: line 1: is no YAML"),
        ("- a\n", "eigendata.yaml: must be sections"),
        ("models: 3\n", "eigendata.yaml: models: "),
        ("budgets: {usd: 3}\n", "eigendata.yaml: budgets: Extra inputs are not permitted"),
        ("budget: {usd: -1}\n", "eigendata.yaml: budget.usd: Input should be greater than 0"),
        ("models: {default: {modell: x}}\n", "eigendata.yaml: models.default.modell: Extra inputs"),
        ("models: {default: {model: x, max_tokens: many}}\n", "models.default.max_tokens: Input should be a valid int"),
        ("models: {default: {mode: bulk}}\n", "models.default.mode: Input should be 'direct' or 'batch'"),
        ("models: {roles: {judge: {temperature: hot}}}\n", "models.roles.judge.temperature: Input should be a valid n"),
        ("models: {roles: {judge: rules}}\n", "eigendata.yaml: models.roles.judge: "),
        ("models: {default: {base_url: localhost}}\n", "models.default.base_url: must be an http(s) address"),
        (f"models: {{default: {{base_url: '{LOGIN}h/v1'}}}}\n", "base_url: must hold no user, password"),
        ("models: {default: {base_url: 'http://h/v1?key=1'}}\n", "base_url: must hold no user, password"),
        ("models: {default: {extra: {api_key: x}}}\n", "models.default.extra: must hold no key"),
        ("prices: {m: {input: 1}}\n", "eigendata.yaml: prices.m.output: Field required"),
    ],
)
def test_a_mistake_is_named_by_file_and_field(tmp_path: Path, text: str, said: str) -> None:
    assert said in complaint(tmp_path, text)


def test_a_mistake_in_a_variable_is_named_by_the_variable(tmp_path: Path) -> None:
    assert complaint(tmp_path, "", EIGENDATA_BUDGET_USD="lots").startswith("EIGENDATA_BUDGET_USD: budget.usd: ")


@pytest.mark.parametrize(
    "text",
    [
        f"models: {{default: {{api_key: {KEY}}}}}",
        f"models: {{default: {{api_key_env: {KEY}}}}}",
        f"models: {{roles: {{judge: {{api-key: {KEY}}}}}}}",
        f"openai_api_key: {KEY}",
        f"models: {{default: {{base_url: 'https://{KEY}@host/v1'}}}}",
        f"models: {{default: {{base_url: '{KEY}'}}}}",
        f"models: {{default: {{concurrency: {KEY}}}}}",
        f"models: {{default: {{extra: {{authorization: {KEY}}}}}}}",
        f"models: {{default: [{KEY}",
        f"{KEY}",
    ],
)
def test_a_key_in_the_file_is_refused_and_never_repeated(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError) as caught:
        read(tmp_path, text)
    shown = f"{caught.value}{caught.value!r}{caught.value.__cause__}{caught.value.__context__!r}"
    assert KEY not in shown


def test_a_key_in_the_file_gets_the_hint_to_use_the_environment(tmp_path: Path) -> None:
    assert "name the variable that holds it in `api_key_env`" in complaint(tmp_path, "models: {default: {api_key: x}}")


def test_the_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "eigendata.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"eigendata\.yaml: cannot be read"):
        read_configuration(tmp_path, {})


@pytest.mark.parametrize(
    ("model", "environ", "reason"),
    [
        (ModelSettings(), {"OPENAI_API_KEY": "k"}, "no model is named"),
        (ModelSettings(model="m"), {}, "for m, OPENAI_API_KEY is not set and there is no base_url"),
        (ModelSettings(model="m"), {"OPENAI_API_KEY": ""}, "for m, OPENAI_API_KEY is not set and there is no base_url"),
        (ModelSettings(model="m", api_key_env=None), {}, "for m, it has no api_key_env and there is no base_url"),
        (ModelSettings(model="m"), {"OPENAI_API_KEY": "k"}, None),
        (ModelSettings(model="m", base_url="http://h/v1"), {}, None),
    ],
)
def test_a_model_says_why_it_cannot_be_asked(model: ModelSettings, environ: dict[str, str], reason: str | None) -> None:
    assert model.missing(environ) == reason


def test_a_role_takes_from_the_default_what_it_leaves_open() -> None:
    default = ModelSettings(model="small", temperature=0.5, seed=1, concurrency=3, revision="q4")
    role = default.for_role(RoleSettings(model="large", temperature=0))
    assert (role.model, role.temperature, role.seed, role.concurrency, role.revision) == ("large", 0, 1, 3, "")
    assert role.api_key_env == "OPENAI_API_KEY"
    assert default.for_role(RoleSettings(seed=2)).revision == "q4"


def test_a_key_goes_only_to_the_address_it_is_meant_for() -> None:
    default = ModelSettings(model="m", base_url="https://one/v1", api_key_env="ONE_KEY")
    assert default.for_role(RoleSettings(base_url="https://one/v1")).api_key_env == "ONE_KEY"
    assert default.for_role(RoleSettings(base_url="https://two/v1")).api_key_env is None
    assert default.for_role(RoleSettings(base_url="https://two/v1", api_key_env="TWO")).api_key_env == "TWO"


def test_roles_choose_models_and_rules(tmp_path: Path) -> None:
    text = "models: {default: {model: small}, roles: {judge: {model: large}, planner: rule}}"
    models = read(tmp_path, text).settings.models
    assert models.of("planner") == "rule"
    judge, anyone = models.of("judge"), models.of("anyone")
    assert isinstance(judge, ModelSettings)
    assert (judge.model, anyone) == ("large", models.default)


def test_two_servers_with_one_model_name_must_be_told_apart(tmp_path: Path) -> None:
    text = "models: {default: {model: m}, roles: {judge: {base_url: 'http://h/v1'}}}"
    assert "roles.judge: model m at another base_url under the same name" in complaint(tmp_path, text)
    told_apart = text.replace("/v1'", "/v1', revision: local")
    judge = read(tmp_path, told_apart).settings.models.of("judge")
    assert isinstance(judge, ModelSettings)
    assert judge.name == "m#local"


def test_prices_of_the_file_come_before_those_of_the_program(tmp_path: Path) -> None:
    settings = read(tmp_path, "prices: {gpt-4o: {input: 1, output: 2}, mine: {input: 0, output: 0}}").settings
    for model, into in (("gpt-4o", 1), ("gpt-4o-2099-01-01", 1), ("mine", 0)):
        price = settings.price(model)
        assert price is not None
        assert price.input == into
    assert settings.price("gpt-4o-mini") == Settings().price("gpt-4o-mini")
    assert settings.price("nobody-knows") is None


OPEN = st.builds(
    Parameters,
    temperature=st.none() | st.floats(0, 2),
    seed=st.none() | st.integers(),
    max_tokens=st.none() | st.integers(1, 99),
    extra=st.dictionaries(st.sampled_from("ab"), st.integers()),
)


@given(OPEN, OPEN)
def test_parameters_of_the_question_come_before_those_of_the_configuration(mine: Parameters, other: Parameters) -> None:
    both = mine.or_else(other)
    for name in ("temperature", "seed", "max_tokens"):
        own = getattr(mine, name)
        assert getattr(both, name) == (getattr(other, name) if own is None else own)
    assert both.extra == {**other.extra, **mine.extra}
    assert mine.or_else(Parameters()) == mine
