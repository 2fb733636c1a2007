"""Conversion of what other hosts write: pages of HTML, transcripts, and the steps of lessons."""
