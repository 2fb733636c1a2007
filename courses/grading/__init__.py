"""Grades of a course: what counts, by how much, and when a lesson and the course are complete."""
