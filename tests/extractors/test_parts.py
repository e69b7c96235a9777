"""The smaller parts: addresses, encodings, languages, recipes, alignment, the shipped trees."""

from __future__ import annotations

import numpy as np
import pytest
from lxml import html

from extractors import align, blocks, weigh
from extractors.address import address, tidy
from extractors.decode import decode
from extractors.evidence import FEATURES
from extractors.language import choose, detect, normal
from extractors.recipe import recipe
from extractors.records import Rules, SourceProfile


@pytest.mark.parametrize(
    ("url", "canonical", "expected"),
    [
        ("https://a.example/x?utm_source=f#top", None, "https://a.example/x"),
        ("https://a.example/x?id=7&fbclid=1", None, "https://a.example/x?id=7"),
        ("https://m.a.example/x", "https://a.example/y", "https://a.example/y"),
        ("https://a.example/x", "https://b.example/y", "https://a.example/x"),
        ("https://a.example/x", "https://a.example/", "https://a.example/x"),
        (None, "https://a.example/y", "https://a.example/y"),
        ("HTTP://A.Example:80/x", None, "http://a.example/x"),
        ("https://a.example/?q=a%20b", None, "https://a.example/?q=a%20b"),
    ],
)
def test_addresses(url: str | None, canonical: str | None, expected: str) -> None:
    assert address(url, canonical, "text") == expected


def test_a_text_without_an_address_is_known_by_its_digest() -> None:
    assert address(None, None, "text").startswith("sha256:")
    assert address("mailto:a@b.example", None, "text") == address(None, None, "text")
    assert tidy("http://[::1") is None


SENTENCES = {
    "windows-1251": "Паромная переправа через реку снова заработала, сообщили жители посёлка и районная администрация.",
    "iso-8859-9": "Kasabanın eski hamamı on beş yıllık onarımın ardından gelecek ay yeniden açılıyor, dedi başkan.",
    "iso-8859-2": "Mieszkańcy wsi znów przechodzą przez rzekę drewnianym mostem, który oddano do użytku w sobotę.",
    "windows-1256": "أعادت القرية فتح معصرتها القديمة بعد توقف دام خمسة وعشرين عاما بحضور معظم سكان القرية.",
    "koi8-r": "Школу отремонтируют летом, а библиотека откроется осенью, рассказала заведующая районным отделом.",
    "utf-16": "The harbour of Westport opened its gates again on Wednesday.",
}


@pytest.mark.parametrize("charset", SENTENCES)
def test_legacy_encodings(charset: str) -> None:
    text = SENTENCES[charset]
    assert decode(text.encode(charset), charset) == text
    meta = f'<html><head><meta charset="{charset}"></head><body>{text}</body></html>'
    assert text in decode(meta.encode(charset))


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r"])
def test_an_undeclared_encoding_is_detected(charset: str) -> None:
    text = SENTENCES[charset] * 5
    assert decode(text.encode(charset)) == text
    assert decode(text.encode(charset), "nonsense") == text


def test_a_few_broken_bytes_do_not_change_the_encoding() -> None:
    body = ("Köln und Zürich liegen am Wasser. " * 100).encode() + b"\xff"
    assert decode(body).startswith("Köln und Zürich")


def test_the_declared_language_gives_way_to_the_words() -> None:
    turkish = SENTENCES["iso-8859-9"] * 4
    assert choose("en", turkish) == ("tr", True)
    assert choose("tr_TR", turkish) == ("tr-TR", False)
    assert choose("en", "kısa") == ("en", False)
    assert choose(None, "12345") == (None, False)
    assert detect("") is None
    assert normal("pt-br") == "pt-BR"
    assert normal("not a tag") is None


def test_a_recipe_names_what_decides_an_extraction() -> None:
    one = SourceProfile("a", rules=(Rules(body=".x"),))
    two = SourceProfile("b")
    assert recipe([one, two]) == recipe([two, one])
    assert recipe([one]).id != recipe([two]).id
    assert {name for name, _ in recipe().parts} >= {"extractor", "model", "trafilatura", "lxml", "rules", "unicode"}


def test_alignment_finds_moved_joined_and_cut_lines() -> None:
    tree = html.document_fromstring(
        "<p>Menu</p><p>The first long paragraph of the story.</p><p>Menu</p><ul><li>one</li><li>two</li></ul>"
        "<p>The second long paragraph of the <b>story</b> ends here.</p><p>Left out</p>"
    )
    blocks.make_visible(tree)
    found = blocks.blocks(tree)
    lines = ["The first long paragraph of the story.", "- one two", "The second long paragraph of the", "Menu"]
    assert {found[position].text for position in align.kept(found, lines)} == {
        "The first long paragraph of the story.",
        "one",
        "two",
        "The second long paragraph of the story ends here.",
        "Menu",
    }


def test_the_shipped_trees_fit_the_features() -> None:
    trees = weigh.trees()
    assert trees.feature.max() < len(FEATURES)
    chances = trees.weigh(np.zeros((3, len(FEATURES)), dtype=np.float32))
    assert chances.shape == (3,)
    assert ((chances >= 0) & (chances <= 1)).all()
