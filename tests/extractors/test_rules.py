"""What a person knows of a source goes before everything else."""

from __future__ import annotations

import pytest

from extractors.extract import extract
from extractors.records import Capture, Extracted, Failure, Origin, Reason, RemovedBlock, Rules, SourceProfile
from extractors.rules import holding

PAGE = """<html lang="en"><head><title>Old title</title></head><body><div class="page">
<p class="kind">Council news</p>
<h2 class="name">Market hall gets a glass roof</h2><span class="who">Ida Brandt</span>
<i class="when">05/04/2026 10:00</i>
<div class="story"><p>The market hall will be closed from June while builders raise a roof of glass.</p>
<p class="note">This paragraph is set into every story by the house and speaks of nothing at all.</p>
<p>Traders will sell from tents in the park, and the town will not charge them for their places until autumn.</p>
<h3>Dates for your diary</h3>
<p>The flower show opens in the town hall on Saturday, with prizes for the tallest sunflower.</p>
<h3>How it will look</h3>
<p>Drawings of the roof hang in the library, where anyone may write a comment beside them.</p></div>
<p class="after">Elsewhere in the county, a bridge was painted green and three schools were given new windows.</p>
</div></body></html>"""


def extracted(rules: Rules, captured_at: str | None = "2026-05-01T00:00:00Z") -> Extracted:
    profile = SourceProfile("paper", time_zone="Europe/Berlin", rules=(rules,))
    article = extract(
        Capture(PAGE.encode(), "text/html", "https://paper.example/a", captured_at, "paper", "x", None), profile
    )
    assert isinstance(article, Extracted), article
    return article


def ruled(article: Extracted) -> list[RemovedBlock]:
    return [each for each in article.removed if each.reason is Reason.RULE]


def test_remove_takes_out_what_css_or_xpath_finds() -> None:
    for selector in ("p.note", "//p[@class='note']"):
        article = extracted(Rules(remove=(selector,)))
        assert "set into every story" not in article.text
        assert [each.text[:14] for each in ruled(article)] == ["This paragraph"]
        assert selector in ruled(article)[0].detail


def test_a_heading_takes_its_section_with_it() -> None:
    article = extracted(Rules(headings=("Dates for your diary",)))
    assert "flower show" not in article.text
    assert "Drawings of the roof" in article.text
    assert ruled(article)[0].text.startswith("Dates for your diary\nThe flower show")


def test_body_says_what_to_keep() -> None:
    article = extracted(Rules(body=".story"))
    assert article.text.startswith("The market hall will be closed")
    assert article.text.endswith("write a comment beside them.")
    assert "How it will look" in article.text
    assert "Elsewhere in the county" not in article.text


def test_title_authors_and_date_stand_where_the_rules_say() -> None:
    article = extracted(Rules(title=".name", authors=".who", published=".when"))
    assert article.title == "Market hall gets a glass roof"
    assert article.authors == ("Ida Brandt",)
    assert article.origins.title is article.origins.authors is article.origins.published is Origin.RULE
    assert article.published is not None
    assert article.published.edtf == "2026"  # "05/04" is open: the page names no language variety that decides it


def test_a_selector_that_is_none_is_a_failure_that_names_it() -> None:
    profile = SourceProfile("paper", rules=(Rules(remove=("p[",)),))
    failure = extract(Capture(PAGE.encode(), "text/html", None, None, "paper", "x", None), profile)
    assert isinstance(failure, Failure)
    assert "'p['" in failure.error


@pytest.mark.parametrize(
    ("captured_at", "body"),
    [("2025-03-01T00:00:00Z", "a"), ("2025-12-31T10:00:00Z", "a"), ("2026-01-01T00:00:00Z", "b"), (None, "b")],
)
def test_the_first_set_that_had_not_ended_holds(captured_at: str | None, body: str) -> None:
    found = holding((Rules(until="2025-12-31", body="a"), Rules(body="b")), captured_at)
    assert found is not None
    assert found.body == body


def test_no_set_holds_after_all_have_ended() -> None:
    assert holding((Rules(until="2025-12-31"),), "2026-01-01T00:00:00Z") is None
