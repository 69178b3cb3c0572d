"""The outlet of plain text: invented fronts and ends, half of them traps where it must stay open."""

import pytest

from corpus.metadata import read_front
from corpus.paragraphs import paragraphs
from tests.corpus.samples import FLOOD, PIERS

TITLE = "Nara Learns to Live Without Its Bridge"
DAY = "7 January 2020"
TOLD = (
    "“We lost the whole of the eastern pier that night,” the engineer Ilse Dorn told {0}, and she was not alone in "
    "thinking that the county had known of the cracks for years before the storm."
)
TOLD_AGAIN = (
    "The mayor told {0} that a ferry would run from the first of May, that it would cost nothing, and that nobody who "
    "lived on the far bank would have to leave a house because of it."
)


def _outlet(*lines: str) -> str | None:
    text = "\n\n".join(lines)
    return read_front(text, paragraphs(text)).metadata.outlet


def _story(*more: str) -> tuple[str, ...]:
    return (TITLE, DAY, FLOOD, *more, PIERS)


@pytest.mark.parametrize(
    ("lines", "outlet"),
    [
        ((*_story(), "© 2021 The Harbour Post"), "The Harbour Post"),
        ((*_story(), "Copyright 2020 Harbour Media Group. All rights reserved."), "Harbour Media Group"),
        ((*_story(), "© Copyright 2019-2021, Falk Institute of Rivers | Privacy | Terms"), "Falk Institute of Rivers"),
        (("harbourpost.example © 2021.", *_story()), "harbourpost.example"),
        (("No. 12 (345), 7 January 2020 © FIRA", *_story()), "FIRA"),
        (("THE HARBOUR POST", *_story()), "THE HARBOUR POST"),
        (("The Harbour Post, 7 January 2020", *_story()), "The Harbour Post"),
        (("By Ada Okoye | Harbour Gazette | Jan. 7, 2020", *_story()), "Harbour Gazette"),
        (
            ("FIRA | FALK INSTITUTE OF RIVER AFFAIRS", "BULLETIN", "No. 12 (345), 7 January 2020 © FIRA", *_story()),
            "FIRA",
        ),
        (("The Harbour Review, Vol. 12, No. 3", *_story()), "The Harbour Review"),
        (
            _story(TOLD.format("The Harbour Post"), TOLD_AGAIN.format("the Harbour Post"), "Harbour Post Photo"),
            "The Harbour Post",
        ),
        (
            _story(
                TOLD.format("HP"), TOLD_AGAIN.format("HP"), "Also on hp.example County looks for money in its own purse"
            ),
            "HP",
        ),
        (
            (
                *_story(TOLD.format("The Harbour Post"), TOLD_AGAIN.format("The Harbour Post")),
                "The old pier in May. (Photo: Jun Park / The Harbour Post)",
            ),
            "The Harbour Post",
        ),
        ((TITLE, "By Ada Okoye, Falk News", FLOOD, PIERS, "Follow Falk News on every platform"), "Falk News"),
        ((f"{TITLE} | Falk Online", *_story(), "Subscribe to Falk Online"), "Falk Online"),
        ((*_story(), "This article was first published in The Harbour Post on 3 May 2019."), "The Harbour Post"),
        ((*_story(), f"The post {TITLE} appeared first on Harbour Post."), "Harbour Post"),
        ((TITLE, "NARA, 7 January 2020 (Falk Wire) — " + FLOOD, PIERS, "Source: Falk Wire"), "Falk Wire"),
        (
            (*_story(), "Contact the newsroom: editor@harbourpost.example", "Follow Harbour Post on any network"),
            "Harbour Post",
        ),
    ],
)
def test_signs_that_agree_name_the_outlet(lines: tuple[str, ...], outlet: str) -> None:
    assert _outlet(*lines) == outlet


@pytest.mark.parametrize(
    "lines",
    [
        _story(),
        ("The post at the harbour fell, 7 January 2020", *_story()),
        # an agency or a paper that is only quoted, however often
        _story(TOLD.format("Falk News")),
        _story(TOLD.format("Falk News"), TOLD_AGAIN.format("Falk News")),
        _story(TOLD.format("the Harbour Post"), TOLD_AGAIN.format("Falk News")),
        _story("The Harbour Post reported that the county knew of the cracks.", "“True,” the Harbour Post wrote."),
        # an agency's picture and words in somebody's paper
        _story(
            TOLD.format("Falk Wire"), TOLD_AGAIN.format("Falk Wire"), "The pier in May. (Photo: Jun Park / Falk Wire)"
        ),
        (*_story(TOLD.format("Falk Wire"), TOLD_AGAIN.format("Falk Wire")), "Falk Wire contributed to this report."),
        (TITLE, "NARA (Falk Wire) — " + FLOOD, PIERS),
        # a person's rights, pictures and accounts
        ((*_story(), "© 2020 Jun Park")),
        ((TITLE, "By Jun Park", FLOOD, PIERS, "© 2020 Jun Park", "Photo: Jun Park", "Follow Jun Park on any network")),
        ((*_story(), "Follow Ada on every platform: @adaokoye")),
        # rights in something else than the text
        ((*_story(), "Map © Falk Maps contributors", "Photo © Falk Images")),
        ((*_story(), "© 2020. All rights reserved.", "Copyright notice", "© the authors")),
        ((*_story(), "Falk Tools is copyright 2020 by the Falk Foundation.")),
        ((*_story(), "COPYRIGHT SIGN", "(c) 2014-2017 Okoye", "© 2018 Ada Okoye and Jun Park")),
        ((*_story(), "© 2020 The Falk Tools Contributors")),
        # two that claim it
        ((*_story(), "© 2021 The Harbour Post", "First published in The Falk Gazette")),
        # sections, menus and people in power
        (("WORLD NEWS", "THE LATEST", *_story(), "WORLD NEWS")),
        _story(TOLD.format("Parliament"), TOLD_AGAIN.format("Parliament")),
        _story(TOLD.format("President Ode"), TOLD_AGAIN.format("President Ode")),
        # addresses of anybody
        ((*_story(TOLD.format("Falk News"), TOLD_AGAIN.format("Falk News")), "https://falknews.example/2020/a-flood")),
        ((*_story(), "Write to the author at ada@harbourpost.example")),
        ((*_story(), "First published 3 May 2019")),
        ((*_story(), "First published in May 2019")),
        # a title that could be a newspaper
        (("The Last Post", DAY, FLOOD, PIERS)),
    ],
)
def test_an_unsure_outlet_stays_open(lines: tuple[str, ...]) -> None:
    assert _outlet(*lines) is None


def test_a_copyright_line_inside_the_story_is_about_something_else() -> None:
    assert _outlet(TITLE, FLOOD, "© 2021 The Harbour Post", PIERS) is None


def test_the_outlet_is_neither_the_title_nor_the_author() -> None:
    assert _outlet("# The Harbour Post", FLOOD, PIERS, "© 2021 The Harbour Post") is None
    assert _outlet(TITLE, "By Falk", FLOOD, PIERS, "© 2021 Falk") is None


def test_a_masthead_is_spelled_without_the_form_of_the_company_that_owns_it() -> None:
    assert _outlet("THE HARBOUR COURIER", *_story(), "© 2021 Harbour Courier Ltd.") == "THE HARBOUR COURIER"
