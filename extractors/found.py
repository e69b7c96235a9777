"""A metadata value together with where it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from extractors.records import Origin

Value = TypeVar("Value", covariant=True)


@dataclass(frozen=True, slots=True)
class Found(Generic[Value]):
    """A value and its origin; an empty value has the origin NONE."""

    value: Value
    origin: Origin


NOTHING: Found[None] = Found(None, Origin.NONE)


def first(*candidates: tuple[Value | None, Origin]) -> Found[Value | None]:
    """Return the first candidate that is not empty, with its origin."""
    return next((Found(value, origin) for value, origin in candidates if value), NOTHING)
