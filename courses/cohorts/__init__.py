"""Cohorts of organisations: their dates, who joins them, what they are told."""
