"""Counts by outcome: which cells may be shown, what is published of a group, and when."""
