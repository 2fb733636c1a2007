"""Memberships of people in organisations."""
