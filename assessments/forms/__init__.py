"""Forms of a test: assembly, blueprint, and comparison of parallel forms."""
