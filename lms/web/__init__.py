"""Pages: one blueprint package for each area."""
