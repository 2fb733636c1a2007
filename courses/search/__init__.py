"""Search in the pages of a course: forms of words, an index, and the words in their context.

It reads texts and stores nothing; `lms.web.offline` reads the texts from pages of a pack.
"""
