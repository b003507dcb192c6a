# From a fresh checkout to a result: `make demo` (runs the sample case and serves its site) and `make test`.
# Needs Python 3.11 or later and make. PYTHON=… chooses another interpreter, SERVE=0 ends the demo after the summary.

PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
SERVE  ?= 1
OPEN   ?= 0

.PHONY: demo test lint check quality bench screenshot build clean help

help:
	@echo "make demo     run everything on the sample case and serve its site (SERVE=0: end after the summary)"
	@echo "make test     run all tests"
	@echo "make check    lint, types, import contracts"
	@echo "make quality  accuracy against data/gold and its baseline"
	@echo "make bench    speed, as ratios against named yardsticks"

$(VENV)/.made: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "staving needs Python 3.11 or later: make PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable ".[dev]"
	touch $@

demo: $(VENV)/.made
	$(BIN)/staving demo --workspace workspace/demo $(if $(filter 0,$(SERVE)),--no-serve) $(if $(filter 1,$(OPEN)),--open)

test: $(VENV)/.made
	$(BIN)/python -m pytest

check: $(VENV)/.made
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

quality: $(VENV)/.made
	$(BIN)/python benchmarks/quality.py

bench: $(VENV)/.made
	$(BIN)/python benchmarks/speed.py
	$(BIN)/python benchmarks/crawl.py
	$(BIN)/python benchmarks/warc.py

build: $(VENV)/.made
	$(BIN)/python -m build --wheel

clean:
	rm -rf $(VENV) build dist workspace .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
