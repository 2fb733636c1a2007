"""Attempts: every answer that was acknowledged exists, and nothing counts twice."""
