"""What answers can be true together, and which step comes next, as pure functions."""
