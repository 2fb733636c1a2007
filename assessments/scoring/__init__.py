"""From answers to points, results and mastery; what an assessment allows and shows. Pure."""
