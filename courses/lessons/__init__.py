"""Lesson pages and the course map of one enrolled learner."""
