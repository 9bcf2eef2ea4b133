"""Every request of every command, and each fault that Google may answer it with."""
