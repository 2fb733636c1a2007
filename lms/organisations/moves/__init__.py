"""Moves in the tree that wait until both places agree: the one that gives, the one that takes."""
