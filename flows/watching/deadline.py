"""A time within which something must be done, however slowly a receiver answers.

In: one function. A socket's own timeout begins anew with each byte, so that a receiver which sends one a second holds
it for ever. Out: what is done.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Late(Exception):  # noqa: N818 - it says what has happened
    """It was not done in time."""


class _Attempt(threading.Thread, Generic[Result]):
    """Runs a function and keeps what came of it. A daemon: nobody waits for it when the process ends."""

    def __init__(self, function: Callable[[], Result]) -> None:
        super().__init__(daemon=True, name="delivery")
        self._function = function
        self._result: list[Result] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        try:
            self._result.append(self._function())
        except BaseException as error:  # it is raised again, where the result is asked for
            self._error = error

    def result(self) -> Result:
        if self._error is not None:
            raise self._error
        return self._result[0]


def within(seconds: float, function: Callable[[], Result]) -> Result:
    """Return what the function returns, or raise what it raises. Raise `Late` when it has not ended in time.

    It then goes on by itself and may still succeed: for something that may be done twice.
    """
    attempt = _Attempt(function)
    attempt.start()
    attempt.join(seconds)
    if attempt.is_alive():
        raise Late
    return attempt.result()
