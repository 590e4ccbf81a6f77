"""Which of these tests run only when asked for."""

from __future__ import annotations

import os

# Builds the whole program for some minutes: run by `make app-test`.
collect_ignore = [] if os.environ.get("STIGMER_DESKTOP_APP_TEST") else ["test_app_bundle.py"]
