"""The main job from its mail to its end, undisturbed and disturbed."""
