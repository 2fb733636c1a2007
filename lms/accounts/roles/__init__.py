"""Roles of people, each granted in a scope."""
