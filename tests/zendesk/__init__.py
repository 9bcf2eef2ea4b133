"""A loopback Zendesk of our own; see README.md."""
