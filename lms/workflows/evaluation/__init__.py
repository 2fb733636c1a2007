"""Evaluation of courses: groups, releases of figures, and an example programme."""
