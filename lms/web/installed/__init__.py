"""The site as an installed app: its manifest, and the worker that answers without a network."""
