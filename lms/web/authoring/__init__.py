"""Items of a course as authors see them: written, reviewed, imported, and regraded."""
