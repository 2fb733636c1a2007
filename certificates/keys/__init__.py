"""Keys and signatures: Ed25519, P-256, X.509, COSE, did:web. Portable."""
