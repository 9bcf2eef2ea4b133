"""A Google on loopback, for tests: `python -m tests.google --port N`. See README.md."""
