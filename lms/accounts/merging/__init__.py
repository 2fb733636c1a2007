"""Users can merge two accounts."""
