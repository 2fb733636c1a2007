"""Use cases of people: erase, export, merge, roles, names and messages to one person."""
