"""People who say that they may coordinate an organisation, and what was decided."""
