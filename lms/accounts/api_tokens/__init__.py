"""Tokens with which programs use the programming interface, of people and of services."""
