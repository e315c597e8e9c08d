"""Sample markets: fictional insurers with lawful designs, priced by law around published benchmarks. The same seed gives the same bytes.

Nothing here reads a clock or a database: `generate` makes a filing and a directory from arguments and the law of the plan year.
"""

from coverport.plans.market.generate import CannotGenerate, Market, Wish, generate

__all__ = ["CannotGenerate", "Market", "Wish", "generate"]
