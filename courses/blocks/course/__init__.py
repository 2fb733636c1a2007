"""Blocks about progress in the course: tests, action plan, certificate status."""
