"""Moves of organisations that the old and the new parent have to approve."""
