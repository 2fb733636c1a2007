"""A course as files that an author edits by hand: read, checked, never changed."""
