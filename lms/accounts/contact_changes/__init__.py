"""Another contact for an account: proved before it counts, and open to objection."""
