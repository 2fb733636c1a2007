"""Operation on released figures of the evaluation; its models and responses."""
