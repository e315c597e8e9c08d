"""The way to the federal hub: its wire, a client with a deadline, retries and circuit breakers."""
