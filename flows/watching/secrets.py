"""`${NAMES}` of the environment in addresses, so that no secret stands in a file.

In: finding them and putting their values in. Out: which addresses there are (`flows.watching.file`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from flows.errors import RunError

NAME = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class MissingSecretError(RunError):
    """The environment has no value for a name."""


def names_in(text: str) -> list[str]:
    """Return the names that the text has values of the environment for."""
    return NAME.findall(text)


def reveal(text: str, environment: Mapping[str, str]) -> str:
    """Return the text with the values in it. Raise `MissingSecretError`, which names the name and never a value."""
    missing = [name for name in names_in(text) if not environment.get(name)]
    if missing:
        raise MissingSecretError(f"the environment has no {missing[0]}: set it where Wiresift is started")
    return NAME.sub(lambda match: environment[match[1]], text)


def conceal(text: str, environment: Mapping[str, str], address: str) -> str:
    """Return the text without the values that stand in `address`, as for an error that is stored and shown."""
    for name in names_in(address):
        if value := environment.get(name):
            text = text.replace(value, f"${{{name}}}")
    return text
