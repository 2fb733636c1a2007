"""Pages on which people and administrators make and revoke tokens."""
