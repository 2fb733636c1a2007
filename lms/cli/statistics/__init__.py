"""`payung stats`: figures of tests from files."""
