"""`payung certificate` and `payung keys`."""
