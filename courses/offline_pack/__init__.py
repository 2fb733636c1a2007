"""What phones keep and send: receipts of entries of an outbox, and the state of a learner.

Pages of a pack are rendered by `lms.web.offline`.
"""
