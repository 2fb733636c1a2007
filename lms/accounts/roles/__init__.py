"""Roles that people were granted, each in a scope."""
