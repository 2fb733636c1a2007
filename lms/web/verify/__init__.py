"""Pages on which anyone checks a certificate: by number, by file, by list or by camera."""
