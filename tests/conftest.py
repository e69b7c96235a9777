"""What holds for all tests: how they are shared out among the processes of a test run."""

from __future__ import annotations

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Give each process a stretch of the tests, and who is done half of what another has left.

    Tests of a file stay together that way, and what they share is made once; dealt out one by one, which is the default
    of `-n`, it is made in every process.
    """
    if config.getoption("numprocesses", None) and config.getoption("dist") == "no":
        config.option.dist = "worksteal"
