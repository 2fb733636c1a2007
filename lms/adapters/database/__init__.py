"""Databases: migrations, copies, read-only access, traces of erased rows."""
