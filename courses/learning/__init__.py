"""What the pages of an enrolled learner show: outline and progress joined for one page."""
