"""The one exception inside the client: it ends a request and becomes its `Refusal`."""

from __future__ import annotations

from flows.fetching.records import Refusal, RefusalKind


class RefusedError(Exception):
    """A request gives no document. It never leaves `Fetcher.fetch`."""

    def __init__(
        self, kind: RefusalKind, what: str, retry_after: float | None = None, status: int | None = None
    ) -> None:
        super().__init__(what)
        self.kind = kind
        self.what = what
        self.retry_after = retry_after
        self.status = status

    def refusal(self, address: str, final_address: str) -> Refusal:
        """Return what the asker gets."""
        elsewhere = final_address if final_address != address else None
        return Refusal(address, self.kind, self.what, self.retry_after, self.status, elsewhere)
