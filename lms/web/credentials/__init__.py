"""Documents for third-party software: credentials, status lists, issuer keys and profile."""
