"""The executive-escalation desk on the command line."""
