"""The verbs of oversight, one transaction each: who may, what changes, what is said."""
