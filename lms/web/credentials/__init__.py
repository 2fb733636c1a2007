"""What other software asks for: credentials, status lists, the issuer's keys and profile."""
