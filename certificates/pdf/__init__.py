"""The PDF of a certificate: design, typesetting, PAdES seal and its check. Portable."""
