"""Statistics of tests in plain Python: no table, no web, nothing to install. Pure."""
