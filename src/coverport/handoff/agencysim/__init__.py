"""A simulated Medicaid agency: takes accounts, decides when it is told to, and sends people back. A server of its own."""
