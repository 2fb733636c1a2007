"""Conversion between blocks of Payung and what other hosts read and write.

Pages of HTML, transcripts, policies and settings. Elements of our own and the tree of a course are
in `courses.olx`.
"""
