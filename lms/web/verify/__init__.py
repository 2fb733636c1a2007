"""Public pages that verify certificates: by number, file, list or camera."""
