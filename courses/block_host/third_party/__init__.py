"""Third-party blocks: what is installed, what is allowed, limits of time and size, asides."""
