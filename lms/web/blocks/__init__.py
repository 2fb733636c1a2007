"""Web layer of blocks: routes, frames, forms, and calls to handlers."""
