"""Learning objectives of a course version."""
