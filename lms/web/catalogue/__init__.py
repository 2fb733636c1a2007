"""Home and the list of courses, the page of a course, and what one looks up in it."""
