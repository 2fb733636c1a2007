"""Learning records as xAPI statements: what learners did, for a learning record store.

No text of an answer and no name goes out. Delivery is in `lms.kernel.deliveries`.
"""
