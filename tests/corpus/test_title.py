"""Titles in odd places, the headers of pasted mails, and addresses."""

import pytest

from corpus.article import Metadata
from corpus.metadata import read_front
from corpus.paragraphs import paragraphs
from tests.corpus.samples import FLOOD, PIERS, bodies, left_out, read

TITLE = "Nara Learns to Live Without Its Bridge"
URL = "https://harbourpost.example/2020/nara-bridge"


def _said(*lines: str, between: str = "\n\n") -> Metadata:
    text = between.join(lines)
    return read_front(text, paragraphs(text)).metadata


@pytest.mark.parametrize(
    "line",
    [
        '{"title": "A Flood in Nara"}',
        "import bridges from the Nara",
        "$ pip install the Nara bridge",
        "Bridge.close() Opens the Nara Ferry",
        ".. _the Nara bridge:",
        ":Author of the Page: Ada",
        "[![Build of the Bridge](https://ci.example/a.svg)]",
        "- Nara Has No Bridge",
        "3. Nara Has No Bridge",
        "Table of Contents",
        "Call Us: 5,200",
        "1.2.0 of the Bridge",
        "Copyright 2020 of the Bridge",
        "橋は閉じた。町は静か だ。 川も 静か",
        "Share on Twitter | Share by Mail",
        "## {{ title of the page }}",
        "Image caption, The Boy Was Winched to Safety",
        "Caption: The Boy on the Pier",
        "Page 1 of 2",
        "Advertisement - scroll to continue",
    ],
)
def test_code_lists_and_labels_are_no_titles(line: str) -> None:
    assert _said(line, FLOOD, PIERS).title is None
    assert _said(line, TITLE, "7 January 2020", FLOOD, PIERS).title == TITLE
    assert _said(f"# {TITLE}", line, FLOOD, PIERS).title == TITLE


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("NARA LOSES ITS BRIDGE", "By Ada Okoye", FLOOD), "NARA LOSES ITS BRIDGE"),
        (("Home", "WORLD NEWS FROM FALK", TITLE, FLOOD), TITLE),
        (("THE HARBOUR POST", TITLE, "7 January 2020", FLOOD), TITLE),
        (("Nara Loses Its Bridge.", "By Ada Okoye", FLOOD), "Nara Loses Its Bridge."),
        (("# Nara Loses Its Bridge.", FLOOD), "Nara Loses Its Bridge."),
        (("**Nara Loses Its Bridge**", FLOOD), "Nara Loses Its Bridge"),
        (("*Nara* Loses Its *Bridge*", FLOOD), "*Nara* Loses Its *Bridge*"),
        (("It rained all day.", FLOOD), None),
        (("# Contents", "# Nara Has No Bridge", FLOOD), "Nara Has No Bridge"),
        ((f"{TITLE} | Falk Online", FLOOD), TITLE),
        (("Falk | The northern newspaper of the Nara", FLOOD), None),
        ((f"{TITLE} | Falk Online", TITLE, FLOOD), TITLE),
    ],
)
def test_titles_in_capitals_with_stops_and_tails(lines: tuple[str, ...], title: str | None) -> None:
    assert _said(*lines).title == title


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        (("Nara Learns to Live Without", "Its Bridge"), "Nara Learns to Live Without Its Bridge"),
        (("Nara After the Flood:", "What Comes Next"), "Nara After the Flood: What Comes Next"),
        (("Nara Has Learned to Live With", "the Ferry"), "Nara Has Learned to Live With the Ferry"),
        (("Nara Loses Its Bridge", "A quiet week in the north"), "Nara Loses Its Bridge"),
        (("Nara Loses the", "It rained all day."), "Nara Loses the"),
    ],
)
def test_a_title_that_runs_on_into_the_next_line_is_one(lines: tuple[str, str], title: str) -> None:
    text = "\n".join(lines) + f"\n\nBy Ada Okoye\n\n{FLOOD}\n\n{PIERS}"
    front = read_front(text, paragraphs(text))
    assert front.metadata.title == title
    assert front.title is not None
    assert " ".join(front.title.of(text).split()) == title


def test_a_title_in_two_lines_is_not_quoted_as_text() -> None:
    article = read("Nara Learns to Live Without\nIts Bridge", "By Ada Okoye", FLOOD, PIERS)
    assert bodies(article) == ["By Ada Okoye", FLOOD, PIERS]
    assert article.headings == ()
    assert left_out(article) == []


def test_a_page_of_a_manual_is_called_what_its_name_says() -> None:
    text = (
        "FERRY(1)                    User Commands              FERRY(1)\n\nNAME\n       ferry - cross a river\n\n"
        f"SYNOPSIS\n       ferry [OPTION]... RIVER\n\nDESCRIPTION\n       {FLOOD}\n"
    )
    assert read_front(text, paragraphs(text)).metadata.title == "ferry - cross a river"


def test_the_subject_of_a_pasted_mail_is_its_title() -> None:
    text = f"From: Ada Okoye <ada@falk.example>\nTo: all@falk.example\nDate: Sun, 5 Jan 2020 10:00\nSubject: Re: Fwd: The old bridge\n\n{FLOOD}\n\n{PIERS}"  # noqa: E501
    front = read_front(text, paragraphs(text))
    said = front.metadata
    assert (said.title, said.author, said.published) == ("The old bridge", "Ada Okoye", "2020-01-05")
    assert [span.of(text) for span in sorted(front.lines)] == text.partition("\n\n")[0].split("\n")


@pytest.mark.parametrize(
    "head", ["Subject: The old bridge", "From: Ada Okoye\nTo: all", "Note: this is new\nTip: read on\nAuthor: nobody"]
)
def test_a_few_labels_are_no_mail(head: str) -> None:
    text = f"{head}\n\n{TITLE}\n\n7 January 2020\n\n{FLOOD}\n\n{PIERS}"
    assert read_front(text, paragraphs(text)).metadata.title == TITLE


@pytest.mark.parametrize(
    "lines",
    [
        (URL, TITLE, FLOOD, PIERS),
        (URL, TITLE, FLOOD, PIERS, "https://social.example/falk"),
        (TITLE, FLOOD, PIERS, URL),
        (TITLE, f"Source: {URL}", FLOOD, PIERS),
        (TITLE, FLOOD, PIERS, f"Retrieved 5 January 2020 from {URL}.", "Home", "Contact"),
        (TITLE, FLOOD, PIERS, f"URL: <{URL}>", "https://social.example/falk"),
    ],
)
def test_the_address_stands_alone_or_behind_its_label(lines: tuple[str, ...]) -> None:
    assert _said(*lines).url == URL


@pytest.mark.parametrize(
    "lines",
    [
        (TITLE, FLOOD, PIERS, "https://harbourpost.example/"),
        (TITLE, FLOOD, PIERS, f"See also {URL} and the county's page."),
        (TITLE, FLOOD, PIERS, URL, "Home"),
        (TITLE, FLOOD, PIERS, "https://social.example/falk"),
        (TITLE, FLOOD, PIERS, "https://help.example/without/an-answer"),
        (TITLE, f"Source: {URL}", f"Source: {URL}/2", FLOOD, PIERS),
        (TITLE, FLOOD, URL, PIERS),
    ],
)
def test_an_unsure_address_stays_open(lines: tuple[str, ...]) -> None:
    assert _said(*lines).url is None


def test_a_block_of_labels_names_title_outlet_author_and_date() -> None:
    block = "Title: Sheep on the Pier\nSource: The Moor Post\nAuthor: Ada Okoye\nDate: 3 March 2021"
    said = _said(block, FLOOD, PIERS)
    assert (said.title, said.outlet, said.author) == ("Sheep on the Pier", "The Moor Post", "Ada Okoye")
    assert said.published == "2021-03-03"
    assert _said("Title: Sheep on the Pier\nURL: https://moor.example/sheep\nOutlet: Moor Post", FLOOD).url == (
        "https://moor.example/sheep"
    )
    assert _said("Title: Sheep on the Pier\nSource: https://moor.example/sheep", FLOOD).outlet is None


def test_a_label_before_a_title_is_not_part_of_it() -> None:
    assert _said("Title: Sheep on the Pier", FLOOD, PIERS).title == "Sheep on the Pier"


def test_one_word_in_small_letters_that_heads_a_file_is_its_title() -> None:
    assert _said("# corrlib", FLOOD, PIERS).title == "corrlib"
    assert _said("corrlib", FLOOD, PIERS).title is None
