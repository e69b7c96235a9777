"""Processes that tests kill, forked from one that has imported what they need: each begins with its work at once.

A process of its own for each killed run would spend nine tenths of its processor time on imports. In: starting the
`main` of a module of the tests in such a process, killing it, and what it printed. Out: what these modules do.
"""

from __future__ import annotations

import atexit
import importlib
import os
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing import Pipe, forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).parents[1]
ENDS_WITHIN = 120  # seconds


@dataclass(frozen=True, slots=True)
class WarmProcess:
    """A process that runs the `main` of a module. One at a time: it is waited for before the next one is started."""

    pid: int
    server: Connection

    def kill(self) -> None:
        """Kill it. Its id stays its own until it is waited for."""
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> tuple[int, str]:
        """Return its exit code, negative for a signal, and what it printed. Raise `TimeoutError`."""
        self.server.send(None)
        if not self.server.poll(ENDS_WITHIN):
            self.kill()
            raise TimeoutError(f"not at its end after {ENDS_WITHIN} s")
        code, printed = self.server.recv()
        return int(code), str(printed)


def start(module: str, *arguments: object) -> WarmProcess:
    """Start the `main` of a module with these arguments, as texts."""
    server = _server()
    server.send((module, [str(argument) for argument in arguments]))
    if not server.poll(ENDS_WITHIN):
        raise TimeoutError("the process that others are forked from does not answer")
    return WarmProcess(int(server.recv()), server)


def run(module: str, *arguments: object) -> tuple[int, str]:
    """Run the `main` of a module to its end, and return its exit code and what it printed."""
    return start(module, *arguments).wait()


@cache
def _server() -> Connection:
    """Start the process that others are forked from; it ends when this one does."""
    ours, theirs = Pipe()
    handle = theirs.fileno()
    process = subprocess.Popen([sys.executable, "-m", "tests.warm", str(handle)], cwd=ROOT, pass_fds=[handle])
    theirs.close()

    def end() -> None:
        ours.close()
        process.wait(timeout=ENDS_WITHIN)

    atexit.register(end)
    return ours


def _serve(asked: Connection) -> None:
    """Fork a process for each module that is asked for; imports are made here, once."""
    from flows.pool import start_server

    start_server()
    while True:
        module, arguments = asked.recv()
        importlib.import_module(module)
        with tempfile.TemporaryFile() as output:
            pid = os.fork()
            if pid == 0:
                asked.close()
                _become(module, arguments, output.fileno())
            code = _await(pid, asked)
            output.seek(0)
            asked.send((code, output.read().decode(errors="replace")))


def _await(pid: int, asked: Connection) -> int:
    """Tell the process's id, wait until its end is asked for, and return its exit code."""
    try:
        asked.send(pid)
        asked.recv()
    except (EOFError, OSError):  # whoever asked is gone, and nobody else would end it
        os.kill(pid, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _become(module: str, arguments: Sequence[str], output: int) -> NoReturn:
    """Be the process that was asked for: run the module's `main`, and end."""
    os.dup2(output, sys.stdout.fileno())
    os.dup2(output, sys.stderr.fileno())
    # The server of the workers is shared, and runs. To look whether it does is only for the process that started it.
    forkserver.ensure_running = forkserver._forkserver.ensure_running = lambda: None  # type: ignore[method-assign]
    code = 1
    try:
        sys.modules[module].main(*arguments)
        code = 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    with suppress(EOFError):
        _serve(Connection(int(sys.argv[1])))
