"""Another machine of the same installation: workers without a web server, each started again when it ends.

Run as `python -m tests.edi.nothing_lost.machine` with the address of the database in the environment.
"""

import sys

from coverport.config.supervisor import Part, Supervisor

COVERPORT = [sys.executable, "-m", "coverport"]
PARTS = [
    Part("work", [*COVERPORT, "work", "--skip-checks"]),
    Part("jobs", [*COVERPORT, "procrastinate", "--skip-checks", "worker"]),
]

if __name__ == "__main__":
    Supervisor(PARTS, lambda: None).run()
