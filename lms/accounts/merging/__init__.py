"""Two accounts of one person become one, by their owner."""
