"""Use cases of XBlocks: calls from lessons, services, and the checks of third-party blocks."""
