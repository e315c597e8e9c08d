"""What keeps people insured while the site fails: older programs that go on, temporary Medicaid, plans bought directly and taken over."""
