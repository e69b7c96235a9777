"""The dump ten times as large: as many tags and words as the set, and no text of it a second time."""

from __future__ import annotations

from bench.cost import _in_other_words

PAGE = """<html><head><title>Salt</title>
<script>let tide = "a script with words enough to be put in another order";</script>
<style>p { margin: 0 } /* and so has this remark of the style sheet, which nobody reads */</style></head>
<body><p>The salt lake has moved again, and nobody of the seven villages saw it go.</p><p>Read more</p></body></html>"""


def test_prose_comes_in_another_order_each_turn() -> None:
    turns = [_in_other_words(PAGE, turn) for turn in range(3)]
    assert len({*turns, PAGE}) == 4
    for page in turns:
        assert sorted(page) == sorted(PAGE)
        assert page.partition("<p>")[0] == PAGE.partition("<p>")[0]
        assert page.endswith("</p><p>Read more</p></body></html>")
