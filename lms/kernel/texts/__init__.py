"""Rules, search and masking of texts. Pure."""
