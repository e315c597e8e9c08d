"""Many clients enroll, change and cancel over HTTP while processes are killed; afterwards all sides are compared.

people.py makes who comes; client.py is one client, in a process of its own that knows HTTP alone; machine.py is another machine with
workers; killer.py kills; judge.py reads the clients' journals, a dump of the database, the insurer's files and its ledger, and nothing
else; run.py has them work together.
"""
