"""Settings of the installation that administrators change in the web."""
