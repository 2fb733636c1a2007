"""Pages of certificates for their holders."""
