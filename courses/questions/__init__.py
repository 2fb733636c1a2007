"""Questions of learners to experts: moderated, then answered, and published where chosen."""
