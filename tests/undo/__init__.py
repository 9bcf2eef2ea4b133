"""Every verb of every procedure taken back: all is as before, or it is said what isn't."""
