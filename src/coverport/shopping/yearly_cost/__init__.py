"""What a year of care costs on each plan: see docs/explanation/yearly-cost.md. No Django, no database, no clock."""
