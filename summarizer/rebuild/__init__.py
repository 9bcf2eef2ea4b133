"""A damaged tracker made anew from what is left of its cases."""
