"""`coverport slcsp`: the second-lowest-cost silver plan of each ZIP code of a list, from three plain files."""
