"""Consents of people: their purposes, and when they were given and withdrawn."""
