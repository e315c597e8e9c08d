"""What the numbers of a queue mean, and when a probe's findings switch something. Pure functions."""
