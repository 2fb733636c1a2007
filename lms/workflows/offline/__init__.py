"""Use cases of phones that were without a network: entries of their outbox are received once."""
