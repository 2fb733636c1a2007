"""`payung demo`: an invented learner walks the whole path."""
