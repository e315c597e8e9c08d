"""Which day counts for a paper, how scanned pages belong together, where two keyings differ. Pure functions."""
