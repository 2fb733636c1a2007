"""`payung doctor`: checks an installation without changing it."""
