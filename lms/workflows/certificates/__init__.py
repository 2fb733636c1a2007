"""Use cases of certificates: issue, correct, renew, report, verify; and the files made of them."""
