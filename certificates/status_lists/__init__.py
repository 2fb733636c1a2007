"""Bitstring status lists: indexes, signing, the scanner's copies."""
