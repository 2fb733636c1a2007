"""Append-only transparency log of certificates, and its audit."""
