# make run    sets up what is missing and opens the window (without a display: works in the terminal)
# make test   sets up what is missing and runs the whole suite, off screen
# make setup  sets up both, and does nothing else
# make check  style, types, import rules, generated code      make generate  the API's code, anew
# make bench  how fast the server is, against its bounds (one part: make bench ONLY=search)
# make screenshots   pictures of the window's views, light and dark, into the folder screens
# make app    the program as one folder, in dist              make app-test  builds it and tries it
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SETUP  := PYTHON="$(PYTHON)" VENV="$(VENV)" sh scripts/setup.sh
NEEDS  := pyproject.toml constraints.txt scripts/setup.sh

.PHONY: run test setup check generate bench screenshots app app-test clean

run: $(VENV)/.ready-run
	@exec $(BIN)/python -m stigmer_desktop

test: $(VENV)/.ready-test
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest --numprocesses 2 --dist worksteal

setup: $(VENV)/.ready-run $(VENV)/.ready-test

# One set-up at a time: they share the virtual environment.
.NOTPARALLEL:

# Where the system lacks something that may not be installed, the set-up says so and makes no such file:
# it then looks again the next time, which takes no time.
$(VENV)/.ready-%: $(NEEDS)
	@$(SETUP) $*

check: $(VENV)/.ready-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/generate_api.py --check

generate: $(VENV)/.ready-test
	$(BIN)/python scripts/generate_api.py

bench: $(VENV)/.ready-test
	@$(BIN)/python -m bench $(ONLY)

screenshots: $(VENV)/.ready-test
	@$(BIN)/python scripts/screenshots.py screens

app: $(VENV)/.ready-app
	$(BIN)/pyinstaller --noconfirm --log-level WARN build.spec

app-test: $(VENV)/.ready-app $(VENV)/.ready-test
	@STIGMER_DESKTOP_APP_TEST=1 QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest tests/end2end/test_app_bundle.py

clean:
	rm -rf $(VENV) build dist
