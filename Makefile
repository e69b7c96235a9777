# `make run` and `make test` set up what they need; a second call sets nothing up again.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SEEDS ?= seeds
SHARED ?= ../shared

.DEFAULT_GOAL := help
.PHONY: help run inspect up test lint format docs screenshots bench lock clean

help:  ## Show what can be made
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' Makefile

run: $(VENV)/installed  ## Ingest the sample dumps into news.db
	@$(BIN)/wiresift ingest $(SEEDS)/dumps

inspect: $(VENV)/installed  ## Show news.db in a browser; the sample dumps are ingested first when there is none
	@test -e news.db || $(BIN)/wiresift ingest $(SEEDS)/dumps
	@$(BIN)/wiresift inspect --open

up: $(VENV)/installed  ## Follow the sources from now on: schedule, Prefect's pages, the browser's
	@$(BIN)/wiresift up

test: $(VENV)/installed-dev  ## Run the tests
	@$(BIN)/python -m pytest -n auto

lint: $(VENV)/installed-dev  ## Check style, types, imports and the generated documentation
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-dev  ## Put the code in its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(VENV)/installed-dev  ## Write docs/commands.md and docs/schema.md again from the code
	$(BIN)/python -m flows.commands.reference
	$(BIN)/python -m db.reference

screenshots: $(VENV)/installed-dev  ## Take the pictures in docs/images again
	$(BIN)/python -m tests.browser.screenshots

bench: $(VENV)/installed-dev  ## Measure on the evaluation sets in SHARED and write docs/benchmarks.md
	$(BIN)/python -m bench $(SHARED) $(SECTIONS)

LOCK := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	--no-emit-index-url --no-emit-find-links pyproject.toml

lock: $(VENV)/installed-dev  ## Resolve the locks again from pyproject.toml
	$(LOCK) --output-file requirements.txt
	$(LOCK) --extra dev --constraint requirements.txt --output-file requirements-dev.txt

clean:  ## Remove the environment and the sample store
	rm -rf $(VENV) .prefect news.db* news.archive.db*

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Wiresift needs Python 3.11 or newer; say which with: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Setting up $(VENV) (once) ..."
	@$(PYTHON) -m venv $(VENV)

# The locks are whole, so pip resolves nothing (--no-deps): with hashes and an extra, it would insist on the newest release.
$(VENV)/installed: requirements.txt pyproject.toml | $(VENV)/bin/python
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements.txt
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.txt
	@touch $@
