"""`payung course` and `payung xblock`."""
