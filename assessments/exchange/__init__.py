"""Import and export of items: each format reads and writes one neutral model. Pure."""
