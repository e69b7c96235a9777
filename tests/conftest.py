"""What holds for all tests: how they are shared out among the processes of a test run, and that time decides none."""

from __future__ import annotations

import pytest
from hypothesis import settings

# A busy machine may take any time for one example.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Give each process a stretch of the tests, and who is done half of what another has left.

    Tests of a file stay together that way, and what they share is made once; dealt out one by one, which is the default
    of `-n`, it is made in every process.
    """
    if config.getoption("numprocesses", None) and config.getoption("dist") == "no":
        config.option.dist = "worksteal"
