"""What `./test` does: prepares environments and servers, runs the stages, adds up the results."""
