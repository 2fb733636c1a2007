"""Forms of a test: assembly, blueprint, comparison of parallel forms."""
