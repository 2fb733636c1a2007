"""`payung backup` and `payung restore`."""
