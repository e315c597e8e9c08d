"""An insurer in a box: takes 834s, keeps its own ledger, acknowledges, confirms, ends, and makes mistakes on demand."""
