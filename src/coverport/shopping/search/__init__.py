"""Narrowing, counting, ordering and paging a household's priced plans, over arrays."""
