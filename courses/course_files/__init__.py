"""Reads and checks the files of a course, which authors edit by hand. Writes none."""
