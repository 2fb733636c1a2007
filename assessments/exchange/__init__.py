"""Items in the formats of other programs: each a reader and a writer of one neutral model. Pure."""
