"""What holds for every test: none of them touches the keyring of whoever runs it."""

from __future__ import annotations

import os

# Programs that tests start inherit it.
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"
