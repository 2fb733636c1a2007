"""QR codes: payload, drawing, reading. Portable."""
