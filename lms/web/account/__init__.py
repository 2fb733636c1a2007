"""Pages on which people sign up and in, and see, correct, take away and erase their data."""
