"""Where this installation keeps its files. The product's own files are in the package; these are the ones it makes."""

import os
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """The folder of everything that this installation makes: $COVERPORT_DATA, else `var/` of a checkout, else the user's data folder."""
    if chosen := os.environ.get("COVERPORT_DATA"):
        return Path(chosen).resolve()
    checkout = PACKAGE.parent.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "coverport"


def catalogs_dir() -> Path:
    """Published catalogs: <exchange>/<year>/current and its numbered files."""
    return data_dir() / "catalogs"


def geography_dir() -> Path:
    """ZIP code tables beyond the sample exchanges' own."""
    return data_dir() / "geography"


def outbox_dir() -> Path:
    """Files for insurers, one folder per exchange and issuer, until a transport takes them."""
    return data_dir() / "outbox"


def inbox_dir() -> Path:
    """Files from insurers, one folder per exchange and issuer, until they are taken in."""
    return data_dir() / "inbox"


def keys_dir() -> Path:
    """Keys for partners' servers, one folder per exchange and issuer: `key`, and the server's own in `known_hosts`."""
    return data_dir() / "keys"
