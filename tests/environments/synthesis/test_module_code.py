"""The generated module: plain, typed Python that lints, and of which each method can be exchanged alone."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from eigendata_assets.artifacts.spec.domain_spec import DomainSpec
from eigendata_assets.environments.behaviour.read import read_behaviours
from eigendata_assets.environments.synthesis.method_code import formatted_method, method_code
from eigendata_assets.environments.synthesis.module_code import class_name, methods_of, module_code
from eigendata_assets.errors import InputError
from tests.bike_shop import SPEC_FILE
from tests.environments.conftest import Shop

SHIPPED = sorted((Path(__file__).parents[3] / "domains").glob("*.yaml"))


def test_it_imports_only_the_standard_library(shop: Shop) -> None:
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name)
        for node in ast.walk(ast.parse(shop.module))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {str(name).partition(".")[0] for name in imported} <= sys.stdlib_module_names


def test_its_public_methods_are_exactly_the_tools(shop: Shop) -> None:
    (kind,) = [
        node for node in ast.parse(shop.module).body if isinstance(node, ast.ClassDef) and node.name == "BikeShop"
    ]
    public = {node.name for node in kind.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}
    assert public == set(shop.domain.tools)


@pytest.mark.parametrize("spec", [SPEC_FILE, *SHIPPED], ids=lambda path: path.stem)
def test_it_passes_the_linter_and_the_type_checker(spec: Path, tmp_path: Path) -> None:
    domain = DomainSpec.model_validate(yaml.safe_load(spec.read_text()))
    behaviours = read_behaviours(domain)
    path = tmp_path / f"{domain.name}.py"
    path.write_text(module_code(domain, {name: method_code(domain, name, behaviours) for name in behaviours}))
    rules = "E,F,W,I,D2,UP,B,SIM,RET,RUF,PIE"
    lint = [sys.executable, "-m", "ruff", "check", "--isolated", "--line-length", "120", "--select", rules]
    lint += ["--ignore", "D203,D205,D213,RUF012,RUF100", str(path)]
    for command in (lint, [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "--config-file=", str(path)]):
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stdout


def test_a_private_function_is_there_only_where_it_is_used(shop: Shop) -> None:
    only_reading = module_code(shop.domain, {"get_customer": shop.methods["get_customer"]})
    assert "_Undo" in shop.module
    assert "_check_list" in shop.module
    assert "_Undo" not in only_reading
    assert "_check_list" not in only_reading


def test_a_method_can_be_exchanged_and_the_others_keep_their_bytes(shop: Shop) -> None:
    by_hand = shop.module.replace(
        "            bike = self.bikes.get(bike_id)\n", "            bike = self.bikes.get(bike_id)  # mine\n"
    )
    kept = methods_of(by_hand, "BikeShop", shop.domain.tools)
    again = module_code(shop.domain, {**kept, "get_customer": shop.methods["get_customer"]})
    assert again == by_hand


def test_a_private_method_stays_with_the_tool_before_it(shop: Shop) -> None:
    private = "\n    def _half(self) -> int:\n        return 1\n"
    module = module_code(shop.domain, {**shop.methods, "get_customer": shop.methods["get_customer"] + private})
    assert methods_of(module, "BikeShop", shop.domain.tools)["get_customer"].endswith("return 1\n")


@pytest.mark.parametrize(("name", "made"), [("hotel_chain", "HotelChain"), ("a", "A"), ("bike_2_go", "Bike2Go")])
def test_the_class_is_named_after_the_domain(name: str, made: str) -> None:
    assert class_name(name) == made


@pytest.mark.parametrize("text", ["def f(:", "x = ", "class"])
def test_what_is_no_python_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        formatted_method(text)


def test_a_module_without_the_class_is_refused(shop: Shop) -> None:
    with pytest.raises(InputError, match="no class Other"):
        methods_of(shop.module, "Other", shop.domain.tools)


def test_a_parameter_that_python_cannot_name_is_refused(shop: Shop) -> None:
    tool = shop.domain.tools["get_customer"]
    renamed = tool.model_copy(update={"parameters": {"class": tool.parameters["customer_id"]}})
    domain = shop.domain.model_copy(update={"tools": {"get_customer": renamed}})
    with pytest.raises(InputError, match="class means something in Python"):
        method_code(domain, "get_customer", read_behaviours(domain))
