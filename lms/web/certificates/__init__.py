"""Pages of certificates: the holder's own, and the check that anyone may make."""
