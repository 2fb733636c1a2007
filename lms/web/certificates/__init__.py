"""Pages of certificates for those who hold them."""
