"""Some months after a course: who is invited to show what has stayed."""
