"""Rows by thousands of keys: `household__among=keys` sends one array, where `__in` asks Django and the driver about each key."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db.models import BigAutoField, BigIntegerField, Field, ForeignKey, Lookup

# Django's lookups take type arguments for the checker only.
if TYPE_CHECKING:
    _Lookup = Lookup[Any]
else:
    _Lookup = Lookup


class Among(_Lookup):
    """Whether a key is one of many. The database plans it as it does `__in`. A list of keys Django goes through, a set it does not."""

    lookup_name = "among"
    prepare_rhs = False
    rhs: Collection[int]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        column, values = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s::bigint[])", [*values, f"{{{','.join(map(str, self.rhs))}}}"]


def register() -> None:
    """Once, when the house is set up."""
    kinds: tuple[type[Field[Any, Any]], ...] = (BigAutoField, BigIntegerField, ForeignKey)
    for kind in kinds:
        kind.register_lookup(Among)
