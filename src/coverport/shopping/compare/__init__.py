"""Up to four plans side by side, plans that are like another one, and last year's plan beside its successor."""
