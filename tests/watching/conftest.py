"""What tests of watching share: a newsroom, and receivers of alerts on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.watching.newsroom import Newsroom
from tests.watching.receiver import Receiver, receiving


@pytest.fixture
def newsroom(tmp_path: Path) -> Iterator[Newsroom]:
    room = Newsroom(tmp_path)
    yield room
    room.close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found
