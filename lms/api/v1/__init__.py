"""Version 1 of the programming interface: bearer tokens, JSON, problems as in RFC 9457."""
