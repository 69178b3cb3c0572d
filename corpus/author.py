"""An author whom no byline names: a name under the title, or a note on the author at the end."""

import re
from collections.abc import Collection, Sequence

from corpus.names import byline, has_role, is_place, people, with_role

_BELOW_TITLE = 3  # lines
_AT_END = 4  # paragraphs
_SEPARATOR = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+|\t")
_WIRE = re.compile(r"[(*_]*(?P<byline>(?:Reporting|Written|Reported) by [^.()\n]+)\.?[)*_]*$")
_ABOUT = re.compile(r"(?:about\s+)?the\s+authors?\s*:?", re.IGNORECASE)
_NOTE = re.compile(r"[*_]*(?P<name>[^,(\n]{3,60}?),?\s+(?:is|was|are|covers|writes|reports|teaches|works)\b")


def author_below(
    lines: Sequence[str], title: int, dated: Collection[int], story: Sequence[str], closing: Sequence[str]
) -> tuple[str | None, int | None]:
    """Who a line under the title or beside the date names, and which line; None and None if it is unsure.

    `lines` are those before the story, "" for any that cannot be it; `title` and `dated` are places
    among them. A person whom the story speaks of is its subject, not its author, unless a note at
    the end says so.
    """
    for at in range(title + 1, len(lines)):
        beside = any(near in dated for near in (at - 1, at + 1))
        if at > title + _BELOW_TITLE and not beside:
            continue
        line = _SEPARATOR.split(lines[at])[0]
        role = with_role(line)
        names = [role] if role else people(line)
        if not names or any(map(is_place, names)):
            continue
        rest = [*story, *closing]
        if all(_has_note(name, rest[-_AT_END:]) for name in names):
            return role or line, at
        before_story = bool(story) and at + 1 == len(lines)
        before_role = at + 1 < len(lines) and has_role(lines[at + 1]) and not lines[at + 1].endswith(".")
        if (role or beside or before_story or before_role) and not any(_is_spoken_of(name, story) for name in names):
            return role or line, at
    return None, None


def author_at_end(story: Sequence[str], closing: Sequence[str]) -> tuple[str | None, int | None]:
    """Whom "Reporting by" or a note under "About the author" names, and which paragraph of the two that note is."""
    rest = [*story, *closing]
    for at in range(max(1, len(rest) - _AT_END), len(rest)):
        note = _NOTE.match(rest[at])
        wire = _WIRE.match(rest[at])
        if wire and (name := byline(wire["byline"])) and people(name):
            return name, None  # a credit, which the cleaner may leave out
        if note and _ABOUT.fullmatch(rest[at - 1].strip("#*_ ")) and people(note["name"]):
            return note["name"], at
    return None, None


def _has_note(name: str, ending: Sequence[str]) -> bool:
    return any(
        re.match(rf"[*_]*{re.escape(name)},?\s+(?:is|was|covers|writes|reports|teaches|works)\b", one) for one in ending
    )


def _is_spoken_of(name: str, story: Sequence[str]) -> bool:
    surname = re.compile(rf"\b{re.escape(name.rsplit(maxsplit=1)[-1])}\b")
    return any(surname.search(paragraph) for paragraph in story)
