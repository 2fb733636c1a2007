"""Use cases of tests: take, import, rescore and practise; time limits and extra time."""
