# make run: set up what is missing and open the window.  make test: run the whole suite.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: run test setup check generate clean

run: $(STAMP)
	@$(BIN)/python -m stigmer_desktop

test: $(STAMP)
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest

setup: $(STAMP)

$(STAMP): pyproject.toml constraints.txt scripts/setup.sh
	@PYTHON=$(PYTHON) VENV=$(VENV) sh scripts/setup.sh
	@touch $(STAMP)

check: $(STAMP)
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

generate: $(STAMP)
	$(BIN)/python scripts/generate_api.py

clean:
	rm -rf $(VENV) build dist
