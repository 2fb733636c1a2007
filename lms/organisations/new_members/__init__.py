"""Memberships and invitations of many people at once, for imports."""
