"""Analysis of tests: items, gain, differential functioning, cues. Pure."""
