"""The command line as a stranger meets it: good input, bad input, and what is said of each."""
