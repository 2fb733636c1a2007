"""Versions of courses, as whoever answers for them sees them."""
