"""Pages to join an organisation by cohort code or invitation, and to check in at a session."""
