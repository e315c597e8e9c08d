"""One plan with all that its filing says, at the household's price and in its own cost-sharing variant."""
