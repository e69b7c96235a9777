"""One site for all tests of the pages: they only read."""

from __future__ import annotations

import pytest

from tests.inspect.site import Site, make_site


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    return make_site(tmp_path_factory.mktemp("site"))
