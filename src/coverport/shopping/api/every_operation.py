"""The list of operations, filled: each of these modules enters its own."""

from coverport.shopping.api import (  # noqa: F401
    bulk,
    directory,
    enrollment,
    export,
    households,
    issuers,
    places,
    search,
)
from coverport.shopping.api.operations import OPERATIONS

__all__ = ["OPERATIONS"]
