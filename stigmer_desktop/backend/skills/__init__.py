"""Skills: versioned bundles of instructions and files."""
