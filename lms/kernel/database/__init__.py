"""Declarative base, connections, triggers and rules of tables."""
