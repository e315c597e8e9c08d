"""The hand-off to the Medicaid agency and back, and records that are looked at twice a year: nobody is left between two offices."""
