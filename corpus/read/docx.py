"""Word documents: .docx.

Read from the XML itself: python-docx knows no footnotes, and leaves out the text of tracked insertions,
content controls and text boxes.
"""

import re
from collections.abc import Callable, Iterator

from corpus.article import Article, Metadata
from corpus.errors import SkippedFile
from corpus.read.archive import (
    Archive,
    Node,
    Sheet,
    attribute,
    child,
    credited,
    first,
    local,
    named,
    number,
    resolved,
    walk,
)
from corpus.read.parts import Part, article_of_parts
from corpus.read.raised import raised_text

_NOT_SHOWN = frozenset("del moveFrom Fallback pPr rPr tblPr trPr tcPr sectPr sdtPr rt".split())
_OFF = frozenset(("0", "false", "off"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_CELLS = {"tbl": "table", "tr": "row", "tc": "cell"}
_KINDS = (
    (re.compile(r"title", re.IGNORECASE), "title"),
    (re.compile(r"heading \d|subtitle|toc heading", re.IGNORECASE), "heading"),
    (re.compile(r"toc \d", re.IGNORECASE), "contents"),
)
_NEAR = 8  # pieces of text that may hold the word before
_NO_HEADING = 9  # the outline level of body text
_PROGRAMS_TITLE = re.compile(r"microsoft word - |(?:document|untitled|word document|title)\W*\d*$", re.IGNORECASE)

_Note = tuple[str, str]


def read_docx(path: str, data: bytes) -> Article:
    """Read the text as it stands with all tracked changes accepted, notes last. Raises SkippedFile.

    The title is what is set as one, else that of the file's properties; the author is the printed one,
    else likewise. When the file was made is not when its text was published, so that stays open.
    """
    archive = Archive(data)
    main = next((target for kind, target in _relations(archive, "") if kind == "officeDocument"), "")
    if not main or local(archive.xml(main)) != "document":
        raise SkippedFile("no Word document in it")
    related = _relations(archive, main)
    kinds = {style: kind for part in _targets(related, "styles") for style, kind in _styles(archive.xml(part))}
    story = _Story(archive.xml(main), kinds)
    parts = [*story.parts, *_notes(archive, related, story.notes, kinds), *_running_heads(archive, related, kinds)]
    properties = [archive.xml(part) for part in _targets(_relations(archive, ""), "core-properties")]
    titles = [title for root in properties for title in named(root, "title") if not _PROGRAMS_TITLE.match(title)]
    authors = [author for root in properties for author in named(root, "creator")]
    languages = [language for root in properties for language in named(root, "language")]
    metadata = Metadata(title=first([*story.titles, *titles]), language=first(languages))
    return credited(article_of_parts(path, data, parts, metadata), first(authors))


def _relations(archive: Archive, part: str) -> list[tuple[str, str]]:
    """The kind and the name of each other member that `part` refers to; "" is the archive itself."""
    folder, _, name = part.rpartition("/")
    member = f"{folder}/_rels/{name}.rels".lstrip("/")
    if member not in archive.names:
        if not part:
            raise SkippedFile("no Word document in it")
        return []
    return [
        (attribute(one, "Type").rpartition("/")[2], resolved(part, attribute(one, "Target")))
        for one in archive.xml(member).iter("{*}Relationship")
        if attribute(one, "TargetMode") != "External"
    ]


def _targets(relations: list[tuple[str, str]], kind: str) -> list[str]:
    return sorted({target for one, target in relations if one == kind})


def _styles(root: Node) -> Iterator[tuple[str, str]]:
    """Which styles are titles, headings or lines of a table of contents, by themselves or by what they rest on."""
    styles = {attribute(one, "styleId"): one for one in root.iter("{*}style")}
    for style in styles:
        seen: set[str] = set()
        at = style
        while at in styles and at not in seen:
            seen.add(at)
            kind = _kind(styles[at])
            if kind:
                yield style, kind
                break
            based = child(styles[at], "basedOn")
            at = "" if based is None else attribute(based, "val")


def _kind(style: Node) -> str:
    """Whether a style hides, what its name says, which Word writes in English in every language, or its level."""
    if _is_set(child(style, "rPr", "vanish")):
        return "hidden"
    name = child(style, "name")
    for form, kind in _KINDS:
        if name is not None and form.fullmatch(attribute(name, "val")):
            return kind
    return _level(child(style, "pPr"))


def _level(properties: Node | None) -> str:
    level = child(properties, "outlineLvl")
    return "heading" if level is not None and attribute(level, "val") in map(str, range(_NO_HEADING)) else ""


def _is_hidden(node: Node) -> bool:
    """What Word does not show: deletions, hidden text, a prompt to fill in, and what repeats a merged cell."""
    name = local(node)
    if name == "r":
        return _is_set(child(node, "rPr", "vanish"))
    if name == "tr":
        return child(node, "trPr", "del") is not None
    if name == "tc":
        return any(_is_covered(child(node, "tcPr", merge)) for merge in ("vMerge", "hMerge"))
    if name == "sdt":
        return _is_set(child(node, "sdtPr", "showingPlcHdr"))
    return name in _NOT_SHOWN


def _is_covered(merge: Node | None) -> bool:
    return merge is not None and attribute(merge, "val") != "restart"


def _rows(cell: Node) -> int:
    """How many rows a cell reaches over: the cells below in its column say that they are part of it."""
    merge = child(cell, "tcPr", "vMerge")
    if merge is None or _is_covered(merge):
        return 1
    column = sum(map(_columns, cell.itersiblings("{*}tc", preceding=True)))
    rows = 1
    for row in cell.getparent().itersiblings("{*}tr"):
        at = 0
        for below in row.iterchildren("{*}tc"):
            if at >= column:
                break
            at += _columns(below)
        else:
            return rows
        if at != column or not _is_covered(child(below, "tcPr", "vMerge")):
            return rows
        rows += 1
    return rows


def _columns(cell: Node) -> int:
    span = child(cell, "tcPr", "gridSpan")
    return 1 if span is None else number(attribute(span, "val"))


def _is_set(switch: Node | None) -> bool:
    return switch is not None and attribute(switch, "val") not in _OFF


def _style(node: Node) -> str:
    """The style of a paragraph or run; empty if it has none of its own."""
    names = {"p": ("pPr", "pStyle"), "r": ("rPr", "rStyle")}.get(local(node))
    style = child(node, *names) if names else None
    return "" if style is None else attribute(style, "val")


def _run_text(text: str, run: Node, before: list[str]) -> str:
    place = child(run, "rPr", "vertAlign")
    is_raised = place is not None and attribute(place, "val") == "superscript"
    return raised_text("".join(before[-_NEAR:]), text) if is_raised else text


def _hidden_by(kinds: dict[str, str]) -> Callable[[Node], bool]:
    return lambda node: _is_hidden(node) or kinds.get(_style(node)) == "hidden"


def _step(sheet: Sheet, step: str, node: Node) -> None:
    """A table, a row or a cell begins or ends."""
    name = _CELLS[local(node)]
    if step == "end":
        sheet.end(name)
    elif name == "cell":
        sheet.start(name, _rows(node), _columns(node))
    else:
        sheet.start(name)


class _Story:
    """The parts below an element, its titles, and the notes that it refers to, in order."""

    def __init__(self, root: Node, kinds: dict[str, str], left_out: str | None = None) -> None:
        self.titles: list[str] = []
        self.notes: list[_Note] = []
        sheet = Sheet()
        texts: list[list[str]] = [[]]  # of the paragraphs that are open: a text box stands within one
        slots = []
        carried: list[str] = []  # of a paragraph whose end is deleted: it goes on in the next

        for step, node in walk(root, _hidden_by(kinds)):
            name = "" if step == "text" else local(node)
            if name in _CELLS:
                _step(sheet, step, node)
            elif name == "p" and step == "start":
                texts.append(carried)
                carried = []
                slots.append(sheet.slot())
            elif name == "p" and child(node, "pPr", "rPr", "del") is not None:
                carried = texts.pop()
                slots.pop()
            elif name == "p":
                slots.pop()(self._part("".join(texts.pop()), child(node, "pPr"), kinds, left_out))
            elif name == "t" and step == "start":
                texts[-1].append(_run_text("".join(node.itertext()), node.getparent(), texts[-1]))
            elif name in _SIGNS and step == "start":
                texts[-1].append(_SIGNS[name])
            elif name in ("footnoteReference", "endnoteReference") and step == "start":
                self.notes.append((f"{name[:-9]}s", attribute(node, "id")))
        if carried:
            sheet.slot()(Part("".join(carried), left_out=left_out))
        self.parts = sheet.parts()

    def _part(self, text: str, properties: Node | None, kinds: dict[str, str], left_out: str | None) -> Part:
        style = child(properties, "pStyle")
        kind = _level(properties) or kinds.get("" if style is None else attribute(style, "val"), "")
        if kind == "title" and text.strip():
            self.titles.append(" ".join(text.split()))
        contents = "table of contents" if kind == "contents" else None
        heading = kind in ("title", "heading")
        is_item = not heading and child(properties, "numPr") is not None
        return Part(text, heading=heading, left_out=left_out or contents, item=is_item)


def _notes(
    archive: Archive, related: list[tuple[str, str]], wanted: list[_Note], kinds: dict[str, str]
) -> Iterator[Part]:
    for kind in ("footnotes", "endnotes"):
        elements = {
            attribute(one, "id"): one
            for part in _targets(related, kind)
            for one in archive.xml(part).iter(f"{{*}}{kind[:-1]}")
        }
        for note in dict.fromkeys(note for of, note in wanted if of == kind):
            if note in elements:
                yield from _Story(elements[note], kinds).parts


def _running_heads(archive: Archive, related: list[tuple[str, str]], kinds: dict[str, str]) -> Iterator[Part]:
    targets = [*_targets(related, "header"), *_targets(related, "footer")]
    parts = [part for target in targets for part in _Story(archive.xml(target), kinds, "running head").parts]
    yield from dict.fromkeys(parts)
