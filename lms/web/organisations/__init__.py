"""Pages of organisations: creation, claims, members, codes, certificates, moves."""
