"""What an insurer's people and the exchange's staff see of the files between them: sent, received, refused, paid, and what differs."""
