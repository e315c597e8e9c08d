"""`coverport agencysim`: serve the simulated Medicaid agency until stopped."""

import argparse
import os
import signal
import sys
from datetime import date
from types import FrameType

from coverport.handoff.agencysim.books import FAULTS
from coverport.handoff.agencysim.server import AgencySim


def main(arguments: list[str]) -> int:
    """0 when it was stopped; 1, and why, where it cannot start."""
    parser = argparse.ArgumentParser(prog="coverport agencysim", description="Serve a simulated Medicaid agency")
    parser.add_argument("--port", type=int, default=8092)
    parser.add_argument("--fault", choices=FAULTS, default="none", help="how it is to fail")
    parser.add_argument("--today", type=date.fromisoformat, help="the day of its decisions, instead of the machine's")
    chosen = parser.parse_args(arguments)
    try:
        server = AgencySim(
            chosen.port, token=os.environ.get("COVERPORT_AGENCY_TOKEN", ""), fault=chosen.fault,
            today=(lambda: chosen.today) if chosen.today else date.today,
        )  # fmt: skip
    except OSError as error:
        print(f"agencysim: {error}", file=sys.stderr)
        return 1
    try:
        signal.signal(signal.SIGTERM, _stop)
        print(f"The simulated Medicaid agency is at {server.address}/.", flush=True)
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
