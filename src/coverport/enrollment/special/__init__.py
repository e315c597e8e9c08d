"""Special enrollment periods: opened, shown, chosen in, proven, refused."""
