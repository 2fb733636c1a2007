"""Use cases of organisations: join, coordinate, move and list members."""
