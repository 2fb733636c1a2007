"""Tables of answers as people keep them in files: one row a learner, one column an item. Pure."""
