"""Books: .epub, and the paragraphs of the (X)HTML that they are made of."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html.entities import html5
from urllib.parse import unquote

from corpus.article import Article, Metadata
from corpus.dates import dates_in
from corpus.errors import SkippedFile
from corpus.read.archive import (
    Archive,
    Node,
    Sheet,
    attribute,
    child,
    first,
    local,
    named,
    number,
    parsed_xml,
    resolved,
    walk,
)
from corpus.read.parts import Part, article_of_parts
from corpus.read.raised import raised_text

_CHAPTERS = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_LEFT_OUT = {
    "colophon": "copyright page",
    "copyright-page": "copyright page",
    "cover": "cover",
    "halftitlepage": "title page",
    "imprint": "copyright page",
    "index": "index",
    "landmarks": "table of contents",
    "loi": "table of contents",
    "lot": "table of contents",
    "page-list": "table of contents",
    "title-page": "title page",
    "titlepage": "title page",
    "toc": "table of contents",
}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_ITEMS = frozenset(("li", "dd"))
_HELD = _HEADINGS | _ITEMS | {"pre"}
_CELLS = {"table": "table", "tr": "row", "td": "cell", "th": "cell"}
_NOTES = frozenset("footnote footnotes endnote endnotes rearnote rearnotes".split())
_NOTE_MARK = 6  # characters in the number of a note, with its brackets
_NO_WORD = re.compile(r"\[\d+\]|[\W_]+")
_NEAR = 8  # pieces of text that may hold the word before
_NOT_SHOWN = frozenset(
    "annotation annotation-xml audio button head iframe input noscript object rp rt script select style svg template "
    "textarea title video".split()
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9]*);")
_OF_XML = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_ENCODING = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?([\w.:-]+)""")
_LINE_ENDS = re.compile(r"\n\s*\n")
_NO_TEXT = re.compile("[\0\ud800-\udfff]")  # neither XML nor UTF-8 can hold them


def read_epub(path: str, data: bytes) -> Article:
    """Read a book in its reading order. Raises SkippedFile.

    A place such as "2.14" is the fourteenth paragraph of the second file in that order, cover and
    contents included.
    """
    archive = Archive(data)
    location = first(
        [attribute(one, "full-path") for one in _xml(archive, "META-INF/container.xml").iter("{*}rootfile")]
    )
    if not location:
        raise SkippedFile("no EPUB book in it")
    package = archive.xml(location)
    encrypted = _encrypted(archive)
    parts: list[Part] = []
    for place, (name, reason) in enumerate(_spine(package, location), start=1):
        if name in encrypted:
            raise SkippedFile("protected against copying (DRM)")
        found = markup_parts(archive.read(name), _reason)
        parts += [
            replace(part, left_out=reason or part.left_out, place=f"{place}.{at}")
            for at, part in enumerate(found, start=1)
        ]
    return article_of_parts(path, data, parts, _metadata(child(package, "metadata")))


def markup_parts(markup: bytes | str, reason: Callable[[Node], str | None]) -> list[Part]:
    """The paragraphs, headings, list items and table rows of a page, in order.

    `reason` says of an element why what is below it is never quoted, or None. Raises SkippedFile if
    the page is no text or too deep.
    """
    root = _page(markup)
    sheet = Sheet()
    texts: list[str] = []
    reasons: list[str] = []
    raised: list[int] = []  # where raised texts that are open begin
    notes = 0
    inside: list[str] = []  # the headings, list items and preformatted texts that are open

    def close() -> None:
        heading = any(name in _HEADINGS for name in inside)
        item = notes > 0 or any(name in _ITEMS for name in inside)
        for text in _LINE_ENDS.split("".join(texts)):
            sheet.slot()(Part(text, heading=heading, left_out=reasons[-1] if reasons else None, item=item))
        texts.clear()

    for step, node in () if root is None else walk(root, _is_hidden):
        if step == "text":
            texts.append(node if "pre" in inside else re.sub(r"\s+", " ", node))
            continue
        name, why = local(node).lower(), reason(node)
        if name == "br" and step == "start":
            texts.append("\n")
        elif name == "sup" and step == "start":
            raised.append(len(texts))
        elif name == "sup":
            at = raised.pop()
            texts[at:] = [raised_text("".join(texts[max(0, at - _NEAR) : at]), "".join(texts[at:]))]
        if name not in _BLOCKS and not why:
            continue
        close()
        if step == "start":
            reasons += [why] if why else []
            inside += [name] if name in _HELD else []
            notes += not _NOTES.isdisjoint(_types(node))
            sheet.start(_CELLS.get(name, ""), number(node.get("rowspan", "")), number(node.get("colspan", "")))
        else:
            notes -= not _NOTES.isdisjoint(_types(node))
            sheet.end(_CELLS.get(name, ""))
            inside = inside[:-1] if name in _HELD else inside
            reasons = reasons[:-1] if why else reasons
    close()
    return sheet.parts()


def _page(markup: bytes | str) -> Node | None:
    """The root of a page that is XML or, as many are, nearly XML; None if there is nothing in it."""
    from lxml import etree  # noqa: PLC0415  only some formats need it

    if isinstance(markup, bytes):
        page = parsed_xml(_ENTITY.sub(_numbered, markup))
        if page is not None:
            return page
        markup = _decoded(markup)
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, encoding="utf-8")
    try:
        root: Node = etree.fromstring(_NO_TEXT.sub("\ufffd", markup).encode(), parser)
    except etree.LxmlError:
        raise SkippedFile("markup that cannot be read") from None
    if any(entry.level == etree.ErrorLevels.FATAL for entry in parser.error_log):  # the rest would be missing
        raise SkippedFile("markup that is nested too deeply or holds too long a text")
    return root


def _numbered(entity: re.Match[bytes]) -> bytes:
    """XML knows five names of characters, HTML two thousand; each has a number that both know."""
    if entity[1] in _OF_XML:
        return entity[0]
    known = html5.get(f"{entity[1].decode()};")
    return "".join(f"&#{ord(one)};" for one in known).encode() if known else entity[0]


def _decoded(markup: bytes) -> str:
    declared = _ENCODING.search(markup[:1024])
    encoding = declared[1].decode() if declared else "utf-8"
    try:
        return markup.decode(encoding)
    except (LookupError, ValueError):
        raise SkippedFile(f"a chapter is not {encoding} text") from None


def _is_hidden(node: Node) -> bool:
    if local(node).lower() in _NOT_SHOWN or "hidden" in node.attrib or _HIDDEN.search(node.get("style", "")):
        return True
    # a number in the midst of a sentence, or a way back from a note
    return bool({"pagebreak", "noteref", "backlink"} & set(_types(node))) or _is_note_mark(node)


def _is_note_mark(node: Node) -> bool:
    """A raised number, or one in brackets, or a sign, that leads to a note or back from it."""
    name = local(node).lower()
    if name not in ("a", "sup"):
        return False
    if not any("#" in one.get("href", "") for one in node.iter("{*}a")):
        return False
    text = "".join("".join(node.itertext()).split())
    is_raised = name == "sup" or next(node.iter("{*}sup"), None) is not None
    return 0 < len(text) <= _NOTE_MARK and bool(is_raised or _NO_WORD.fullmatch(text))


def _types(node: Node) -> list[str]:
    """The words of `epub:type`, whose name the parser for HTML leaves whole, and of a role such as `doc-toc`."""
    said = node.get("{http://www.idpf.org/2007/ops}type") or node.get("epub:type") or ""
    roles = node.get("role", "").split()
    return [*said.split(), *(role.removeprefix("doc-") for role in roles if role.startswith("doc-"))]


def _reason(node: Node) -> str | None:
    reasons = [_LEFT_OUT[word] for word in _types(node) if word in _LEFT_OUT]
    return first(reasons) or ("navigation" if local(node).lower() == "nav" else None)


def _xml(archive: Archive, name: str) -> Node:
    if name not in archive.names:
        raise SkippedFile("no EPUB book in it")
    return archive.xml(name)


def _encrypted(archive: Archive) -> set[str]:
    """The members that are encrypted; often only fonts are."""
    name = "META-INF/encryption.xml"
    found = archive.xml(name).iter("{*}CipherReference") if name in archive.names else ()
    return {resolved("", unquote(attribute(one, "URI"))) for one in found}


def _spine(package: Node, location: str) -> Iterator[tuple[str, str | None]]:
    """Each text in reading order, with the reason why it is left out as a whole."""
    items = {attribute(one, "id"): one for one in package.iter("{*}item")}
    guide = {  # a reference to a place within a file says nothing of the whole file
        resolved(location, unquote(attribute(one, "href"))): _LEFT_OUT.get(attribute(one, "type").lower())
        for one in package.iter("{*}reference")
        if "#" not in attribute(one, "href")
    }
    for reference in package.iter("{*}itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is None:
            raise SkippedFile("damaged: its reading order names a file that it does not list")
        if attribute(item, "media-type") not in _CHAPTERS:
            continue
        name = resolved(location, unquote(attribute(item, "href").partition("#")[0]))
        if "nav" in attribute(item, "properties").split():
            yield name, "table of contents"
        else:
            yield name, guide.get(name) or ("outside the reading order" if _is_aside(reference) else None)


def _is_aside(reference: Node) -> bool:
    return attribute(reference, "linear") == "no"


def _metadata(given: Node | None) -> Metadata:
    """What the package says; a date that is not of the publication, or not a full one, stays open."""
    dates = [] if given is None else list(given.iter("{*}date"))
    days = [
        dates_in("".join(one.itertext()))
        for one in dates
        if attribute(one, "event") in ("", "publication", "original-publication")
    ]
    return Metadata(
        title=first(named(given, "title")),
        author=", ".join(dict.fromkeys(named(given, "creator"))) or None,
        outlet=first(named(given, "publisher")),
        published=first([day for found in days for _, day in found]),
        language=first(named(given, "language")),
    )
