"""Use cases of certificates: issue, correct, renew, report, verify; and their files."""
