"""Organisations: schools, civil society organisations, village groups and offices, as a tree."""
