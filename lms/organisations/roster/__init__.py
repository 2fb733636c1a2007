"""Rosters that were brought: their rows until they expire, and how far taking them in is."""
