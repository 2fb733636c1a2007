"""The queue that wakes the worker."""
