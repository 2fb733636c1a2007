"""Items as GIFT, Moodle's text format."""
