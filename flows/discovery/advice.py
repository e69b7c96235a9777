"""What to do about a refusal when a person waits for the answer: no round will try again later. Pure."""

from __future__ import annotations

from flows.fetching.records import Refusal, RefusalKind

AGAIN = "try again later"
ADVICE = {
    RefusalKind.UNREACHABLE: "check the address, and whether this machine is online",
    RefusalKind.TIMEOUT: AGAIN,
    RefusalKind.LATER: "try this address again then",
    RefusalKind.BROKEN: AGAIN,
    RefusalKind.FORBIDDEN_NETWORK: "if it is yours, set private_networks = true under [fetch] in settings.toml",
    RefusalKind.REDIRECTS: "open it in a browser and give the address that it ends at",
    RefusalKind.WRONG_TYPE: "give the address of a page or of a feed",
}
ADVICE_BY_STATUS = {
    401: "the site wants a login, which is not supported",
    403: "the site refuses programs; a contact under [fetch] in settings.toml may help",
    410: "it is gone for good; give the address of the homepage",
    429: "it has been asked too often; try again later",
}


def advised(refusal: Refusal) -> str:
    """Return what is wrong and what to do."""
    if refusal.status is not None:
        usual = AGAIN if refusal.status >= 500 else "check the address"
        return f"{refusal.what}; {ADVICE_BY_STATUS.get(refusal.status, usual)}"
    advice = ADVICE.get(refusal.kind)
    return refusal.what if advice is None else f"{refusal.what.partition('; ')[0]}; {advice}"
