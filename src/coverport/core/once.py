"""An attribute that is worked out when it is first asked for, and kept with its object."""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801  it is written as a decorator
    """As `functools.cached_property`, which until Python 3.12 holds one lock for all objects of a class while it works: the server's
    threads waited for one another there. Two threads that ask at the same moment may both work it out, to the same end.
    """

    def __init__(self, make: Callable[[Any], T]) -> None:
        self.make, self.name, self.__doc__ = make, make.__name__, make.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> T | Self:
        if instance is None:
            return self
        found = instance.__dict__[self.name] = self.make(instance)
        return found
