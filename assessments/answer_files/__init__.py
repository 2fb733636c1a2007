"""Answers that phones export as encrypted files, and their import."""
