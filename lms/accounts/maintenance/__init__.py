"""What becomes of accounts, sessions and wishes that nobody comes back to."""
