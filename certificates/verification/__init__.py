"""Verification of codes and files, online and offline. Portable."""
