"""The types of the contract, as they stand on the wire. Money in answers is dollars; inside this package it is cents."""
