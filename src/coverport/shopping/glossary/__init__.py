"""What the words of health insurance mean, in plain language."""
