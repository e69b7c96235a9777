"""Signs in a line that the model left out."""

from __future__ import annotations

import pytest

from extractors.flattened_reasons import reasons_for
from extractors.flattened_units import Unit
from extractors.records import Reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Abonnieren Sie den Hafenbrief", Reason.PROMPT),
        ("No cookie is set by the lighthouse", Reason.PROMPT),
        ("Quelle: Hafenamt", Reason.CREDIT),
        ("Three boats at dawn (photo: A. Hale)", Reason.CREDIT),
        ("© The Harbour Post", Reason.CREDIT),
        ("Three boats at dawn, image 3 of 7", Reason.CAPTION),
        ("Mira Salt is a senior harbour correspondent", Reason.BIO),
        ("Об авторе", Reason.BIO),
        ("Image 4, share this with a friend", Reason.CAPTION),  # the first sign in the line
        ("The imagery of the coast", Reason.LINK_LIST),  # no sign: "image" goes on
        ("Five newcomers", Reason.NAVIGATION),
    ],
)
def test_the_first_sign_of_a_line_is_its_reason(line: str, reason: Reason) -> None:
    units = [Unit("The harbour opened again on Monday.", "\n"), Unit(line, "\n")]
    assert reasons_for(units, [1], 0)[1].reason is reason


def test_a_word_in_a_long_line_is_no_sign() -> None:
    line = "He comments on every boat that comes in, " + "and on the weather, " * 12
    assert reasons_for([Unit(line, "\n")], [0], 1)[0].reason is not Reason.PROMPT
