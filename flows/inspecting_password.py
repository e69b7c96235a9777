"""The password of an `inspect` that can be reached from elsewhere: read from a file, kept as a hash.

In: one file, one password. Out: accounts, sessions and the login page (datasette-auth-passwords and `db.datasette`).
"""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path

from flows.errors import RunError

# A guess costs the server a tenth of a second of PBKDF2 (measured: 0.102 s), and it takes one at a time: ten a second
# are 315 million a year, where there are 3 * 10^21 words of twelve random letters and digits.
SHORTEST = 12


def password_hash(path: Path, warn: Callable[[str], None]) -> str:
    """Return the hash of the password in the first line of `path`. Raise `RunError` when that is none.

    Calls `warn` when others than the file's owner can read it.
    """
    from datasette_auth_passwords.utils import hash_password

    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise RunError(f"{path}: is not UTF-8 text; write the password alone in its first line") from error
    if not lines or len(lines[0]) < SHORTEST:
        raise RunError(f"{path}: line 1: a password has at least {SHORTEST} characters; write a longer one")
    if path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        warn(f"{path} can be read by others on this machine; keep it to yourself with: chmod 600 {path}")
    return str(hash_password(lines[0]))
