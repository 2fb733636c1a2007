"""Reminders to the learners of a class: who was asked to go on, when, and who wants none."""
