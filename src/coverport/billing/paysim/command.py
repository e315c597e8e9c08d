"""`coverport paysim`: run the practice processor until Ctrl-C."""

import argparse

from coverport.billing.paysim.books import FAULTS
from coverport.billing.paysim.server import Paysim


def main(arguments: list[str]) -> int:
    """Serve on this machine alone."""
    parser = argparse.ArgumentParser(
        prog="coverport paysim", description="A practice processor of payments; no real money moves"
    )
    parser.add_argument("--port", type=int, default=8091)
    parser.add_argument("--fault", choices=FAULTS, default="none", help="how it is to fail")
    chosen = parser.parse_args(arguments)
    with Paysim(chosen.port, fault=chosen.fault) as server:
        print(f"The practice processor is at {server.address}. Ctrl-C stops it.", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
