"""Regrades: answers stay as they were given, and are scored otherwise for a stated reason."""
