"""Schools, civil society organisations, village groups, and the offices that stand above them."""
