"""Third-party blocks that an author edits and tries before a course contains them."""
