"""Pages of the documentation as tests read them: the commands that they show, and what these print.

In: finding the commands, and running one in this process: starting Python anew for each takes longer than most of them.
Out: which page shows what.
"""

from __future__ import annotations

import io
import re
from contextlib import redirect_stderr, redirect_stdout

from flows import cli

BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ wiresift (.*)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def shown_commands(page: str) -> list[tuple[str, str]]:
    """Return the commands of a page, without the program's name, each with the output that the page shows."""
    return [(match[1], match[2]) for block in BLOCK.findall(page) for match in COMMAND.finditer(block)]


def as_pattern(shown: str) -> re.Pattern[str]:
    """Return the pattern of an output in which `...` stands for anything."""
    return re.compile(".*".join(re.escape(piece) for piece in shown.strip().split("...")) + r"\s*", re.DOTALL)


def printed(command: str) -> tuple[int, str]:
    """Run a command, and return its exit code and what a terminal would show, without lines of progress."""
    output = io.StringIO()
    with redirect_stdout(output), redirect_stderr(output):
        code = cli.run(command.split())
    lines = (line.rstrip() for line in output.getvalue().splitlines() if "documents stored, now in" not in line)
    return code, "\n".join(lines).strip()
