"""X12 read, checked and acknowledged: no Django, no database, memory that does not grow with the file."""
