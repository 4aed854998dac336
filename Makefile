# Everything a developer types. `make help` lists the targets.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
LOCK_VENV := $(VENV)-lock

ALONE := tests/execution/test_confinement.py tests/agents/test_whole_stack.py tests/resources/test_subprocess_sandbox.py tests/resources/test_subprocess_sandbox_hostile.py

export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test dev setup lint types imports tests format schemas lock clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):[^#]*## \(.*\)/make \1\t\2/p' $(firstword $(MAKEFILE_LIST)) | expand -t 16

run: setup ## import BFCL-V3 multi-turn, replay every reference trajectory, evaluate, say where the report is
	$(BIN)/eigendata import bfcl bfcl_v3
	$(BIN)/eigendata evaluate bfcl_v3

test: lint types imports tests ## everything that must hold before a commit

dev: setup ## open the Dagster UI on the workspace
	$(BIN)/eigendata dev

setup: $(READY) ## make the virtual environment and install the locked versions

lint: setup ## ruff: lint and format
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: setup ## mypy, strict
	$(BIN)/mypy

imports: setup ## import contracts
	$(BIN)/lint-imports --no-logo

tests: setup ## pytest: first what measures time or limits, alone, then all else on all cores
	$(BIN)/pytest $(ALONE)
	$(BIN)/pytest --numprocesses auto --dist loadfile $(ALONE:%=--ignore=%)

format: setup ## write what `make lint` asks for, where a tool can
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

schemas: setup ## write the JSON Schemas of our documents from their types
	$(BIN)/python -m eigendata_assets.artifacts.published

lock: ## resolve pyproject.toml anew into requirements.lock, newest versions that fit
	$(PYTHON) -m venv $(LOCK_VENV)
	$(LOCK_VENV)/bin/python -m pip install --quiet 'pip-tools~=7.5'
	CUSTOM_COMPILE_COMMAND='make lock' $(LOCK_VENV)/bin/pip-compile --quiet --upgrade --extra dev --strip-extras \
	  --allow-unsafe --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
	  --output-file requirements.lock pyproject.toml

clean: ## remove the environment and the caches; the workspace stays
	rm -rf $(VENV) $(LOCK_VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -not -path './workspace/*' -prune -exec rm -rf {} +

# The versions are all in the lock, so pip has nothing to resolve. Compiling uses every core, which pip's own does not,
# and happens here so that commands start fast where Python is told to write no bytecode.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v < (3, 14) else f"Python 3.11 to 3.13 is needed, this is {v[0]}.{v[1]}: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --no-deps --no-compile --requirement requirements.lock
	$(BIN)/python -m compileall -q -j 0 $(VENV)/lib
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@
