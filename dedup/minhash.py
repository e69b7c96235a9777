"""datasketch's MinHash without the rest of its package.

The package imports all its sketches and storages with it, and so scipy and redis: 0.47 s of processor time in each run,
where MinHash alone takes 4 ms. In: loading that one module. Out: what is done with it (`dedup.signature`).
"""

from __future__ import annotations

import importlib
import sys
from importlib.util import find_spec, module_from_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datasketch import MinHash

PACKAGE = "datasketch"


def minhash_class() -> type[MinHash]:
    """Return datasketch's `MinHash`. Whoever imports the whole package, before or later, gets the same class."""
    if PACKAGE in sys.modules:
        return _loaded()
    specification = find_spec(PACKAGE)
    if specification is None:
        raise ModuleNotFoundError(f"No module named {PACKAGE!r}", name=PACKAGE)
    sys.modules[PACKAGE] = module_from_spec(specification)  # which knows where its modules are, and has run nothing
    try:
        return _loaded()
    finally:
        del sys.modules[PACKAGE]  # so that the whole package can still be imported


def _loaded() -> type[MinHash]:
    found: type[MinHash] = importlib.import_module(f"{PACKAGE}.minhash").MinHash
    return found
