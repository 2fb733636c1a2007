"""The outside world behind ports: keys, mail, messages, task queue."""
