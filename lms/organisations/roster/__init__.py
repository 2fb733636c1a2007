"""Rosters: tables of people, stored as sealed rows until they expire."""
