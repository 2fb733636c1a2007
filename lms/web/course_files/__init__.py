"""Files of courses, for their readers."""
