"""Lessons in steps: their sections, their times and their own checks."""
