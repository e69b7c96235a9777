"""What a description is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Description:
    """What a table or view holds, one row each, and what its columns say."""

    rows: str
    columns: Mapping[str, str]


PART = {"id": "a number given at storing"}
