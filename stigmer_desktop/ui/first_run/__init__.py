"""The first steps: a model, the runner, a first message."""
