"""Certificate records: issue, status, corrections, queries."""
