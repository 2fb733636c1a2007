"""Claims of people to coordinate an organisation."""
