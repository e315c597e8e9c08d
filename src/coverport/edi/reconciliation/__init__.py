"""Once a month exchange and insurer lay their enrollments side by side: what differs is mended by rule, told, or waits for a person.

45 CFR 155.400(d) for the exchange, 156.265(f) for the insurer.
"""
