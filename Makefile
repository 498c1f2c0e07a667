# `make demo` and `make test` need Python 3.11 or newer and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help demo test check lint format lock clean

help: ## Show what can be made
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(VENV)/.installed: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(None if v >= (3, 11) else f"Cellpact needs Python 3.11 or newer, and $(PYTHON) is {v.major}.{v.minor}. Name another: make PYTHON=python3.12 …")'
	@echo "==> Making $(VENV) and installing what Cellpact needs (about two minutes, once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.installed ## Read the sample releases into a local Neo4j, ask the API, and show where to look
	@$(BIN)/cellpact demo

test: $(VENV)/.installed ## Run all tests against a Neo4j that they start themselves
	@$(BIN)/python -m pytest

check: lint test ## All that must hold before a commit

lint: $(VENV)/.installed ## Format, lint, types and import direction
	@echo "==> Format and lint" && $(BIN)/ruff format --check . && $(BIN)/ruff check .
	@echo "==> Types" && $(BIN)/mypy
	@echo "==> Import direction" && $(BIN)/lint-imports

format: $(VENV)/.installed ## Format the code and mend what the linter can mend
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

lock: $(VENV)/.installed ## Renew requirements.txt from pyproject.toml
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade \
	    --generate-hashes --no-header --custom-compile-command "make lock" --quiet --output-file requirements.txt

clean: ## Remove the virtual environment and the caches in this folder
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist
