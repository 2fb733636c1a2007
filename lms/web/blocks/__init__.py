"""Where blocks meet the web: their URLs, their forms, and calls to their handlers."""
