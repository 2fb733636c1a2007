"""Sign-in: passwords, single-use links, and limits on failed attempts."""
