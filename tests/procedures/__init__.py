"""Each procedure, run from its start to each of its outcomes."""
