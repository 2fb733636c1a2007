"""Courses as OLX, the form of Open edX: a whole version into an archive, and back."""
