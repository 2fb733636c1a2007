"""Open Badges 3.0 credentials: documents, proofs, tokens, baked badges. Portable."""
