"""The course on paper: a PDF of it or of one module, with a QR code at each lesson."""
