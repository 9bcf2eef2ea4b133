"""The team's past made findable: earlier summaries become closed cases."""
