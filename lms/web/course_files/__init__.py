"""Serves files of courses to learners and authors."""
