"""Evidence that the program does what its documents say."""
