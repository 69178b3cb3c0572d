"""What is never quoted, and what always can be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.corpus.samples import FLOOD, PIERS, bodies, headings, left_out, read

TITLE = "Nara Learns to Live Without Its Bridge"
MENU = "a menu or buttons"
EDGE = "a label at the page's edge"
COUNTER = "a counter or code"
REPEATED = "a label printed again and again"
AGAIN = "the title again"
RUN = "labels run together"


def test_a_page_keeps_its_story_and_the_lines_that_date_and_sign_it() -> None:
    article = read(
        "Home", "Our news", "Sport", "0", TITLE, "By Ada Okoye", "7 January 2020", TITLE, "Story Code : 1123507",
        FLOOD, "Costs", PIERS, "Views: 83", "Share",
    )  # fmt: skip
    assert bodies(article) == ["By Ada Okoye", "7 January 2020", FLOOD, PIERS]
    assert headings(article) == ["Costs"]
    assert left_out(article) == [
        ("Home", MENU),
        ("Our news", MENU),
        ("Sport", MENU),
        ("0", COUNTER),
        (TITLE, AGAIN),
        ("Story Code : 1123507", COUNTER),
        ("Views: 83", COUNTER),
        ("Share", EDGE),
    ]


@pytest.mark.parametrize(
    ("lines", "is_menu"),
    [
        (["print", "copy link", "send by mail"], True),
        (["print", "A+", "A-", "Подписаться", "分享"], True),
        (["print", "copy link"], False),
        (["print", "copy link", "send this by mail"], False),
        (["Print.", "Copy it!", "Send it?"], False),
        (["- rope", "- sails", "- tar"], False),
        (["1. rope", "2. sails", "3) tar"], False),
        (["• rope", "* sails", "– tar"], False),
        (["Rope holds the boats", "Sails move the boats", "Tar seals the boats"], False),
    ],
)
def test_three_very_short_lines_in_a_row_are_a_menu(lines: list[str], is_menu: bool) -> None:  # noqa: FBT001
    article = read(TITLE, FLOOD, *lines, PIERS)
    assert left_out(article) == ([(line, MENU) for line in lines] if is_menu else [])
    shown = [*bodies(article), *headings(article)]
    assert [line for line in lines if line in shown] == ([] if is_menu else lines)


@pytest.mark.parametrize("line", ["0", "83", "1,024", "10", "+3 - 5", "7."])
def test_bare_numbers_are_left_out(line: str) -> None:
    article = read(TITLE, FLOOD, line, PIERS)
    assert left_out(article) == [(line, COUNTER)]
    assert bodies(article) == [FLOOD, PIERS]


@pytest.mark.parametrize("line", ["Views: 83", "Story code : 1 123 507"])
def test_labelled_numbers_are_left_out_only_round_the_story(line: str) -> None:
    assert left_out(read(TITLE, FLOOD, PIERS, line)) == [(line, COUNTER)]
    assert line in bodies(read(TITLE, FLOOD, line, PIERS))


@pytest.mark.parametrize(
    "line",
    ["Length: 412 metres", "412 metres", "Nara 3, Oster 1", "Phone 555", "Ratio 3:1 in the north", "It cost 4 crowns."],
)
def test_numbers_that_say_something_stay(line: str) -> None:
    article = read(TITLE, FLOOD, line, PIERS)
    assert left_out(article) == []
    assert [*bodies(article), *headings(article)].count(line) == 1


def test_a_heading_printed_again_and_again_is_a_label() -> None:
    article = read(TITLE, FLOOD, "Falk Press Photo", PIERS, "Costs", FLOOD, "Falk Press Photo", PIERS)
    assert left_out(article) == [("Falk Press Photo", REPEATED)] * 2
    assert headings(article) == ["Costs"]


def test_a_sentence_said_twice_stays() -> None:
    article = read(TITLE, FLOOD, "Nobody was hurt.", PIERS, "Nobody was hurt.", FLOOD)
    assert bodies(article) == [FLOOD, "Nobody was hurt.", PIERS, "Nobody was hurt.", FLOOD]
    assert left_out(article) == []


def test_the_title_stands_in_the_citation_and_only_its_repetitions_are_left_out() -> None:
    article = read(TITLE, TITLE, FLOOD, PIERS, TITLE)
    assert article.metadata.title == TITLE
    assert bodies(article) == [FLOOD, PIERS]
    assert left_out(article) == [(TITLE, AGAIN)] * 2
    assert article.left_out[0].span.start == 40


def test_many_labels_and_no_sentence_are_labels_run_together() -> None:
    labels = "icon bookmark icon camera icon check icon chevron down icon close icon download icon edit icon search"
    assert left_out(read(labels, TITLE, FLOOD)) == [(labels, RUN)]


@pytest.mark.parametrize(
    "line",
    [
        "icon bookmark icon camera icon check icon chevron down icon close",
        "The ferry stood at the pier for nine days and nobody in the town knew when it would sail",
        "Rope, sails, tar, timber, nails, paint, lamps, oil, bells, flags, maps, charts, boots, coats, hats.",
        "корабль парус канат смола доска гвоздь краска лампа масло колокол флаг карта сапог плащ шляпа весло",
    ],
)
def test_sentences_lists_that_end_and_other_scripts_are_no_labels(line: str) -> None:
    assert left_out(read(TITLE, FLOOD, line, PIERS)) == []


@pytest.mark.parametrize("label", ["Share", "Copy link", "Read on", "Comment"])
def test_labels_at_the_edges_are_left_out_but_not_in_the_middle(label: str) -> None:
    assert left_out(read(label, TITLE, FLOOD, PIERS)) == [(label, EDGE)]
    assert left_out(read(TITLE, FLOOD, PIERS, label)) == [(label, EDGE)]
    inside = read(TITLE, FLOOD, label, PIERS)
    assert left_out(inside) == []
    assert headings(inside) == [label]


@pytest.mark.parametrize("line", ["Nobody was hurt.", "Why?", "- Ada Okoye", "Ada Okoye reported from Nara"])
def test_sentences_items_and_longer_lines_at_the_edges_stay(line: str) -> None:
    article = read(TITLE, FLOOD, PIERS, line)
    assert bodies(article) == [FLOOD, PIERS, line]
    assert left_out(article) == []


@pytest.mark.parametrize(
    "caption",
    [
        "The ferry lies at the pier in Nara on Jan. 2, 2020, a day before the flood. (Jun Park/Falk Press)",
        "The ferry at Nara.",
        "Jun Park, who has steered the ferry for thirty years, waits for the water to fall",
    ],
)
def test_captions_with_facts_can_be_quoted(caption: str) -> None:
    article = read(TITLE, FLOOD, caption, PIERS)
    assert bodies(article) == [FLOOD, caption, PIERS]
    assert left_out(article) == []


@pytest.mark.parametrize(
    "lines",
    [
        ["Flour", "Eggs", "Milk", "Butter"],
        ["Bridge"],
        [TITLE],
        [TITLE, TITLE],
        ["83"],
        ["0", "1", "2"],
    ],
)
def test_a_file_of_labels_alone_is_not_emptied(lines: list[str]) -> None:
    article = read(*lines, between="\n")
    assert bodies(article) == lines
    assert headings(article) == []
    assert left_out(article) == []


def test_a_poem_and_a_list_of_short_lines_are_not_emptied() -> None:
    verses = ["The boat is slow", "the river wide", "no lamp will show", "the other side."]
    assert bodies(read("Night Ferry on the Nara", *verses, between="\n")) == verses
    goods = ["- flour", "- eggs", "- milk", "- butter"]
    assert bodies(read(TITLE, FLOOD, *goods)) == [FLOOD, *goods]


@given(st.lists(st.sampled_from([TITLE, FLOOD, PIERS, "Share", "0", "Costs", "- rope", "By Ada Okoye"]), min_size=1))
def test_every_line_but_the_title_is_quotable_a_heading_or_left_out(lines: list[str]) -> None:
    article = read(*lines)
    spans = [*article.body, *article.headings, *(out.span for out in article.left_out)]
    starts = [sum(len(line) + 2 for line in lines[:at]) for at in range(len(lines))]
    assert article.body
    assert len({span.start for span in spans}) == len(spans)
    missing = [line for start, line in zip(starts, lines, strict=True) if start not in {span.start for span in spans}]
    assert missing in ([], [article.metadata.title])
    assert all(span.of(article.text) in lines for span in spans)


REQUEST = "a request to the reader, or an address to follow"
CREDIT = "a credit"
RIGHTS = "copyright or terms of use"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Enjoyed this? Tell your friends at www.falk.example", REQUEST),
        ("Follow Ada on the ferry's wall: @adaokoye", REQUEST),
        ("Write to the desk: desk@falk.example", REQUEST),
        ("Subscribe to our weekly letter.", REQUEST),
        ("Share this story with a neighbour!", REQUEST),
        ("Jun Park contributed to this story.", CREDIT),
        ("(Reporting by Ada Okoye; Editing by Jun Park)", CREDIT),
        ("Translated by Jun Park.", CREDIT),
        ("© 2020 Falk & Daughters", RIGHTS),
        ("Copyright 2020 Falk & Daughters. All rights reserved.", RIGHTS),
    ],
)
def test_requests_credits_and_rights_round_the_story_are_left_out(line: str, reason: str) -> None:
    assert left_out(read(TITLE, FLOOD, PIERS, line)) == [(line, reason)]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices on the quay fell by a tenth.",
        "Support for the new bridge is growing.",
        "The council may not be asked.",
        "The report was never printed.",
        "Jun Park contributed 400 crowns.",
    ],
)
def test_facts_in_the_last_line_stay(line: str) -> None:
    assert left_out(read(TITLE, FLOOD, PIERS, line)) == []


def test_a_long_paragraph_on_rights_is_left_out_at_the_end_only_if_it_says_so_twice() -> None:
    terms = (
        "Copyright 2020 Falk & Daughters. This material may not be published, broadcast, rewritten or distributed "
        "in any form, on paper or otherwise, by any person whatever, in Nara or in any other town of the county."
    )
    assert left_out(read(TITLE, FLOOD, PIERS, terms)) == [(terms, RIGHTS)]
    story = (
        "The mill's songs are still under copyright, said Jun Park, who has collected them for thirty years and "
        "keeps them in a box below his bed, together with a map of the river and two photographs of the ferry."
    )
    assert left_out(read(TITLE, FLOOD, PIERS, story)) == []


@pytest.mark.parametrize(
    "line", ["Read more: How the bridge was lost", "Also read: The ferry sails again", "Advertisement"]
)
def test_pointers_inside_a_story_are_left_out(line: str) -> None:
    article = read(TITLE, *[FLOOD, PIERS] * 3, line, FLOOD)
    assert [text for text, _ in left_out(article)] == [line]


def test_the_name_of_an_image_above_its_caption_is_left_out() -> None:
    caption = "The ferry lies at the pier in Nara on Jan. 2, 2020, a day before the flood. (Jun Park/Falk Press)"
    article = read(TITLE, FLOOD, f"nara ferry two\n{caption}", PIERS)
    assert left_out(article) == [("nara ferry two", "the name of an image")]
    assert bodies(article) == [FLOOD, caption, PIERS]
    apart = read(TITLE, FLOOD, "The ferry", caption, PIERS)
    assert left_out(apart) == []


def test_a_story_may_end_in_short_sentences() -> None:
    facts = [
        "Crews from six stations fought the fire until noon.",
        "The victims were named as Paul Agar, 34, and Lee Tan, 27.",
        "A third worker is missing.",
    ]
    article = read(TITLE, FLOOD, PIERS, "Menu", *facts, "Print", "Email", "Most viewed")
    assert [text for text, _ in left_out(article)] == ["Print", "Email", "Most viewed"]
    assert [*bodies(article), *headings(article)] == [FLOOD, PIERS, "Menu", *facts]


@pytest.mark.parametrize(
    "line",
    [
        "Reporting by the office began in 1871. It was printed by order of the crown.",
        "Photos by satellite show a storm 900 km wide.",
        "Edited by her brother, the annual report hid the loan.",
        "Share prices of the ferry company fell 12%",
        "Listen to Corr's speech and you hear no regret.",
        "See also how the bank paid 4 million crowns to its chairman in 2016",
        "Also charged: the treasurer Pim Loder, who hid 40,000 crowns.",
        "More than 300 votes were void: most of them had two crosses.",
        "She sold the rights for $50 without written permission of her band.",
        "The copyright ran out in 2008. All rights reserved to the label were void, the judge said.",
        "Homeless: 9,300",
        "Holm 1902 14",
        "Blue 41, Red 38",
    ],
)
def test_facts_in_odd_forms_stay(line: str) -> None:
    article = read(TITLE, *[FLOOD, PIERS] * 3, line, FLOOD, PIERS, line)
    assert [text for text, _ in left_out(article) if text == line] == []


def test_tallies_and_items_are_neither_menus_nor_names_of_images() -> None:
    assert left_out(read(TITLE, "Dead: 412", "Missing: 38", "Found: 7", FLOOD, PIERS)) == []
    items = "- Boats sunk: 12\n- Trains lost: 3 (all freight)"
    assert left_out(read(TITLE, FLOOD, items, PIERS)) == []


@pytest.mark.parametrize(
    "line",
    [
        "Get the best of the Post in your inbox every morning. You can unsubscribe at any time.",
        "Share this story: by letter, by hand",
        "[Subscribe to our letter](letter.html)",
        "Read also: The ferry sails again",
    ],
)
@pytest.mark.parametrize("stories", [[FLOOD, PIERS], ["The ferry sank.", "Nobody was hurt."]])
def test_requests_and_pointers_are_left_out_wherever_they_stand(line: str, stories: list[str]) -> None:
    article = read(TITLE, stories[0], line, stories[1])
    assert line in [text for text, _ in left_out(article)]
    assert bodies(article) == stories


@pytest.mark.parametrize(
    "line", ["The result in Oster was Blue 41, Red 38, Green 12", "Q: Why did you refuse the prize in 2014?"]
)
def test_statements_and_speakers_are_no_headings(line: str) -> None:
    assert line in bodies(read(TITLE, FLOOD, line, PIERS))


MANUAL = """DREDGE(1)                        User Commands                        DREDGE(1)

NAME
       dredge - deepen a harbour

DESCRIPTION
       Dredge takes mud out of the basins that are named, the eastern one if none
       is, and brings it to the barge that lies nearest to them on that very day.

       -a, --all
              every basin

       -d, --depth=METRES
              how deep a basin is to be in the end; a plain number counts
              below the lowest tide

       -q     say nothing

       --tide=WORD
              wait for the tide
              of that name

SEE ALSO
       barge(1)
"""


def test_the_options_of_a_manual_are_kept_with_what_is_said_of_them() -> None:
    kept = [" ".join(body.split()) for body in bodies(read(MANUAL))]
    assert [body for body in kept if body.startswith("-")] == [
        "-a, --all every basin",
        "-d, --depth=METRES how deep a basin is to be in the end; a plain number counts below the lowest tide",
        "-q say nothing",
        "--tide=WORD wait for the tide of that name",
    ]


def test_lines_that_are_indented_alike_are_no_definitions() -> None:
    lines = "".join(f"       Basin {number}\n" for number in range(4))
    kept = bodies(read(MANUAL.replace("       -a, --all\n              every basin\n", lines)))
    assert not any("Basin 0" in body and "Basin 1" in body for body in kept)
