"""LTI 1.3 tool: learning platforms launch courses, lessons and tests of this site."""
