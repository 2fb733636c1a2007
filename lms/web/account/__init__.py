"""Pages to sign up and in, and to see, correct, export and erase one's data."""
