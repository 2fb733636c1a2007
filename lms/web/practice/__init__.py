"""Pages of practice: questions that come back, with the reasons right after the answer."""
