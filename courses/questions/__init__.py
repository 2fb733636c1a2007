"""Questions of learners to experts: moderated before anyone answers, published when chosen."""
