"""Reminders to learners of a cohort, and learners who opted out."""
