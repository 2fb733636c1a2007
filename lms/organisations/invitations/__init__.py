"""Personal invitations to join an organisation."""
