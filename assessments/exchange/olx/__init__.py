"""Items as OLX problems of Open edX."""
