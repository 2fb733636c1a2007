"""Invitations to a follow-up test some months after a course."""
