"""Every command that changes something, ended on its way: run again, it is as if it never was."""
