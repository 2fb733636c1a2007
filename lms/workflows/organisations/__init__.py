"""Use cases of organisations: join, coordinate, move, list members."""
