# `make demo` and `make test` do everything on a fresh machine; see the README for Windows and macOS.
PYTHON ?= python3
BIN := .venv/bin
# A process for each core, but few enough for the memory that speech models take.
SIDE_BY_SIDE := --numprocesses auto --maxprocesses 4 --dist worksteal
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: demo run test check torture lint models text-model system-libraries screenshots clean

demo: .venv/runtime models
	$(BIN)/upswing demo --out build/demo

run: .venv/runtime models
	$(BIN)/python tools/system_libraries.py
	$(BIN)/upswing

test: .venv/development models system-libraries
	QT_QPA_PLATFORM=$${QT_QPA_PLATFORM:-offscreen} $(BIN)/python -m pytest $(SIDE_BY_SIDE)

check: lint test

torture: .venv/development models system-libraries
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest $(SIDE_BY_SIDE) tests/torture --torture=1 --torture-seed=$${SEED:-1}

lint: .venv/development
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

models: .venv/runtime
	$(BIN)/python tools/fetch_models.py

text-model: .venv/runtime
	$(PIP) --editable '.[training]'
	$(BIN)/python -m training.text_model

system-libraries: .venv/runtime
	$(BIN)/python tools/system_libraries.py --with-tests

screenshots: .venv/runtime
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m tools.screenshots build/screenshots

.venv/runtime: pyproject.toml constraints.txt | .venv/bin/python
	$(PIP) --editable .
	touch $@

.venv/development: .venv/runtime
	$(PIP) --editable '.[dev]'
	touch $@

.venv/bin/python:
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Python 3.11 or later is needed"'
	$(PYTHON) -m venv .venv

clean:
	rm -rf .venv build dist
