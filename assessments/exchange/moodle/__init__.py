"""Items as Moodle XML."""
