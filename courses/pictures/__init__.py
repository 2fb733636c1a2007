"""The pictures of a course: drawings from files, diagrams drawn from their data."""
