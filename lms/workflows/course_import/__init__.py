"""Use cases that read or write whole courses and item banks: course files and OLX."""
