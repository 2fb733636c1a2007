"""Awareness sessions: reported by participants, summed up on a map for organisations."""
