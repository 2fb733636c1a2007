"""Questions of learners to experts: asked, moderated, answered, read."""
