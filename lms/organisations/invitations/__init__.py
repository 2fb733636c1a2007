"""Personal links with which one person joins an organisation."""
