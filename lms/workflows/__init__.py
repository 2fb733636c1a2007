"""Use cases that cross domains. Doors call these."""
