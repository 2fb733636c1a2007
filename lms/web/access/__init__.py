"""Who is signed in, what they may do, which routes are public."""
