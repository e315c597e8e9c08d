"""Where this installation keeps its files. The product's own files are in the package; these are the ones it makes."""

import os
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent


def data_dir() -> Path:
    """The folder of everything that this installation makes: $COVERPORT_DATA, else `var/` of a checkout, else the user's data folder."""
    if chosen := os.environ.get("COVERPORT_DATA"):
        return _resolved(chosen, Path.cwd() if chosen[0] != "/" else None)
    checkout = PACKAGE.parent.parent
    if (checkout / "pyproject.toml").is_file():
        return checkout / "var"
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "coverport"


@lru_cache(maxsize=64)
def _resolved(chosen: str, _from: Path | None) -> Path:
    """Each sealed value asks for a key, and that for this folder."""
    return Path(chosen).resolve()


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


def fonts_dir() -> Path:
    """Links to the system's fonts for letters in other scripts, one folder per choice of files."""
    return data_dir() / "fonts"
