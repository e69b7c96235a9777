"""Signing loads of datasketch what it needs, and leaves the whole package to be had."""

from __future__ import annotations

import subprocess
import sys

SIGN_THEN_IMPORT_ALL = """
import sys
from dedup.minhash import minhash_class
from dedup.signature import sign

assert sign(["a ferry between the two banks of the river runs twice a day"])[0].bands
print(sorted({"scipy", "redis", "datasketch"} & set(sys.modules)))

from datasketch import MinHash, MinHashLSH

assert minhash_class() is MinHash
index = MinHashLSH(num_perm=128)
index.insert("ferry", MinHash(num_perm=128))
print(index.query(MinHash(num_perm=128)))
"""


def test_signing_loads_neither_scipy_nor_redis_and_the_whole_package_can_be_imported_later() -> None:
    command = [sys.executable, "-c", SIGN_THEN_IMPORT_ALL]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    assert said.splitlines() == ["[]", "['ferry']"]
