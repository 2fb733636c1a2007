"""Keys in files or PKCS#11 tokens, and the signers made of them."""
