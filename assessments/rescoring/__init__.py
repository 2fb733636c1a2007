"""Rescoring: stored answers are scored under other rules, for a stated reason."""
