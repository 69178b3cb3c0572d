"""OpenDocument texts: .odt.

Read from the XML itself, in the order in which it stands: two members of the archive hold all that is wanted.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from corpus.article import Article, Metadata
from corpus.errors import SkippedFile
from corpus.read.archive import Archive, Node, Sheet, attribute, child, credited, first, local, named, walk
from corpus.read.parts import Part, article_of_parts

_MIME_TYPES = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-template")
_NOT_SHOWN = frozenset(
    "tracked-changes annotation covered-table-cell forms note-citation ruby-text title desc hidden-text "
    "hidden-paragraph sequence-decls variable-decls user-field-decls event-listeners".split()
)
_CELLS = {"table-row": "row", "table-cell": "cell"}
_SIGNS = {"s": " ", "tab": "\t", "line-break": "\n"}
_PARAGRAPHS = ("p", "h")
_CONTENTS = (
    "table-of-content illustration-index table-index object-index user-index alphabetical-index "
    "table-of-contents bibliography"
).split()


def read_odt(path: str, data: bytes) -> Article:
    """Read the text as it stands with all tracked changes accepted, notes last. Raises SkippedFile.

    The title is what is set as one, else that of the file's properties; the author is the printed one,
    else who began the file. When that was is not when the text was published, so that stays open.
    """
    archive = Archive(data)
    _check(archive)
    content = archive.xml("content.xml")
    text = child(content, "body", "text")
    if text is None:
        raise SkippedFile("no OpenDocument text in it")
    layout = archive.xml("styles.xml") if "styles.xml" in archive.names else None
    titles = _title_styles([content] if layout is None else [layout, content])
    story = _Story(text, titles)
    parts = [*story.parts, *story.notes, *_running_heads(layout)]
    properties = archive.xml("meta.xml") if "meta.xml" in archive.names else None
    given = [*story.titles, *named(properties, "title")]
    metadata = Metadata(title=first(given), language=first(named(properties, "language")))
    return credited(article_of_parts(path, data, parts, metadata), first(named(properties, "initial-creator")))


def _check(archive: Archive) -> None:
    if "content.xml" not in archive.names:
        raise SkippedFile("no OpenDocument text in it")
    if "mimetype" in archive.names and archive.read("mimetype").strip().decode("latin-1") not in _MIME_TYPES:
        raise SkippedFile("no OpenDocument text in it")
    manifest = "META-INF/manifest.xml"
    if manifest in archive.names and any(True for _ in archive.xml(manifest).iter("{*}encryption-data")):
        raise SkippedFile("protected with a password")


def _title_styles(roots: list[Node]) -> frozenset[str]:
    """The styles that are "Title" or rest on it."""
    parents = {
        attribute(style, "name"): attribute(style, "parent-style-name")
        for root in roots
        for style in root.iter("{*}style")
    }
    found = {"Title"}
    for style in parents:
        chain = [style]
        while parents.get(chain[-1]) and parents[chain[-1]] not in chain:
            chain.append(parents[chain[-1]])
        if "Title" in chain:
            found.add(style)
    return frozenset(found)


def _is_hidden(node: Node) -> bool:
    """What a reader of the page does not see: deletions, comments, and what repeats a merged cell."""
    name = local(node)
    if name in ("section", "table-row", "table-column"):
        return attribute(node, "display") == "none" or attribute(node, "visibility") in ("collapse", "filter")
    return name in _NOT_SHOWN


class _Story:
    """The parts below an element, its titles, and the text of the notes within, in order."""

    def __init__(self, root: Node, titles: frozenset[str], left_out: str | None = None) -> None:
        self.titles: list[str] = []
        notes, main = Sheet(), Sheet()
        sheets = [main]
        texts: list[list[str]] = [[]]  # of the paragraphs that are open: notes and text boxes stand within one
        slots = []
        within = Counter[str]()
        for step, node in walk(root, _is_hidden):
            if step == "text":
                texts[-1].append(node)
                continue
            name, starts = local(node), step == "start"
            if name in _CELLS:
                (sheets[-1].start if starts else sheets[-1].end)(_CELLS[name])
            elif name == "note-body" and starts:
                sheets.append(notes)
                texts.append([])
            elif name == "note-body":
                sheets.pop()
                texts.pop()
            elif name in _CONTENTS or name == "list-item":
                within[name] += 1 if starts else -1
            elif name in _SIGNS and starts:
                texts[-1].append(_SIGNS[name])
            elif name in _PARAGRAPHS and starts:
                texts.append([])
                slots.append(sheets[-1].slot())
            elif name in _PARAGRAPHS:
                reason = left_out or ("table of contents" if any(within[name] for name in _CONTENTS) else None)
                slots.pop()(
                    replace(self._part("".join(texts.pop()), node, titles, reason), item=within["list-item"] > 0)
                )
        self.parts = main.parts()
        self.notes = notes.parts()

    def _part(self, text: str, node: Node, titles: frozenset[str], reason: str | None) -> Part:
        is_title = local(node) == "p" and attribute(node, "style-name") in titles
        if is_title and text.strip():
            self.titles.append(" ".join(text.split()))
        return Part(text, heading=is_title or local(node) == "h", left_out=reason)


def _running_heads(layout: Node | None) -> Iterator[Part]:
    """The headers and footers of all page styles, each text once."""
    found = [
        part
        for page in ([] if layout is None else layout.iter("{*}master-page"))
        for one in page
        if local(one).startswith(("header", "footer"))
        for part in _Story(one, frozenset(), "running head").parts
    ]
    yield from dict.fromkeys(found)
