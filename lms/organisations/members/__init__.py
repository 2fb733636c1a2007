"""Who belongs to an organisation, since when and until when."""
