"""Many hands at one desk at once: what was said to be done is there, and nothing is twice."""
