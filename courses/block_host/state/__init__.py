"""Field values that blocks store: tables, reads, writes, files, cached views."""
