"""`coverport hubsim`: serve the simulated federal hub until stopped."""

import argparse
import os
import signal
import sys
from pathlib import Path
from types import FrameType

import msgspec
import yaml

from coverport.applications.hubsim.people import NotScripted, Scripted, checked, sample
from coverport.applications.hubsim.server import HubServer


def main(arguments: list[str]) -> int:
    """0 when it was stopped; 1, and why, where it cannot start."""
    given = _parser().parse_args(arguments)
    try:
        people = _people(given.people)
        server = HubServer((given.host, given.port), people)
    except (OSError, NotScripted, msgspec.ValidationError, yaml.YAMLError) as error:
        print(f"hubsim: {error}", file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, _stop)
    print(f"The simulated hub is at {server.address}/ and knows {len(people)} people.", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="coverport hubsim", description="Serve a simulated federal hub")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("COVERPORT_HUBSIM_PORT", "8090")))
    parser.add_argument("--people", type=Path, help="a YAML file of scripted people, instead of the sample's")
    return parser


def _people(file: Path | None) -> tuple[Scripted, ...]:
    if file is None:
        return sample()
    return checked(msgspec.convert(yaml.safe_load(file.read_text()), tuple[Scripted, ...], strict=False))


def _stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
