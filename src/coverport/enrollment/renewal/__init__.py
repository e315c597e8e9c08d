"""Who chooses nothing is enrolled again for the next plan year: 45 CFR 155.335."""
