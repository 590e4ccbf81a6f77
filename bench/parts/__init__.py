"""The parts of the benchmark; each gives its figures."""
