"""The door for other programs: one package a version."""
