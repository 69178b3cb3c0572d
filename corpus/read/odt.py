"""OpenDocument texts: .odt.

Read from the XML itself, in the order in which it stands: two members of the archive hold all that is wanted.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from corpus.article import Article, Metadata
from corpus.errors import SkippedFile
from corpus.read.archive import Archive, Node, Sheet, attribute, child, credited, first, local, named, number, walk
from corpus.read.parts import Part, article_of_parts
from corpus.read.raised import raised_text

_T = TypeVar("_T")
_MIME_TYPES = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text-template")
_NOT_SHOWN = frozenset(
    "tracked-changes annotation covered-table-cell forms note-citation ruby-text title desc hidden-text "
    "hidden-paragraph sequence-decls variable-decls user-field-decls event-listeners".split()
)
_CELLS = {"table": "table", "table-row": "row", "table-cell": "cell"}
_SIGNS = {"s": " ", "tab": "\t", "line-break": "\n"}
_NEAR = 8  # pieces of text that may hold the word before
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
    styles = _styles([content] if layout is None else [layout, content])
    story = _Story(text, styles)
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


@dataclass(frozen=True, slots=True)
class _Styles:
    """The names of the styles of titles, of raised text and of text that is not shown."""

    titles: frozenset[str] = frozenset()
    raised: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()


def _styles(roots: list[Node]) -> _Styles:
    """What the styles are by themselves or by what they rest on."""
    found = {attribute(style, "name"): style for root in roots for style in root.iter("{*}style")}
    parents = {name: attribute(style, "parent-style-name") for name, style in found.items()}
    titles, raised, hidden = {"Title"}, set(), set()
    for name in found:
        chain = [name]
        while parents.get(chain[-1]) and parents[chain[-1]] not in chain:
            chain.append(parents[chain[-1]])
        if "Title" in chain:
            titles.add(name)
        of_text = [child(found[one], "text-properties") for one in chain if one in found]
        if any(attribute(one, "text-position").startswith("super") for one in of_text if one is not None):
            raised.add(name)
        if any(attribute(one, "display") == "none" for one in of_text if one is not None):
            hidden.add(name)
    return _Styles(frozenset(titles), frozenset(raised), frozenset(hidden))


def _is_hidden(node: Node) -> bool:
    """What a reader of the page does not see: deletions, comments, and what repeats a merged cell."""
    name = local(node)
    if name in ("section", "table-row", "table-column"):
        return attribute(node, "display") == "none" or attribute(node, "visibility") in ("collapse", "filter")
    return name in _NOT_SHOWN


def _hidden_by(styles: _Styles) -> Callable[[Node], bool]:
    styled = ("span", *_PARAGRAPHS)
    return lambda node: _is_hidden(node) or (local(node) in styled and attribute(node, "style-name") in styles.hidden)


def _step(sheet: Sheet, step: str, node: Node) -> None:
    """A table, a row or a cell begins or ends."""
    name = _CELLS[local(node)]
    if step == "end":
        sheet.end(name)
    elif name == "cell":
        sheet.start(name, *(number(attribute(node, f"number-{of}-spanned")) for of in ("rows", "columns")))
    else:
        sheet.start(name)


def _turn(stack: list[_T], item: _T, step: str) -> None:
    if step == "start":
        stack.append(item)
    else:
        stack.pop()


def _raise(texts: list[list[str]], step: str) -> None:
    """A raised text begins or ends."""
    if step == "start":
        texts.append([])
    else:
        raised = "".join(texts.pop())
        texts[-1].append(raised_text("".join(texts[-1][-_NEAR:]), raised))


class _Story:
    """The parts below an element, its titles, and the text of the notes within, in order."""

    def __init__(self, root: Node, styles: _Styles, left_out: str | None = None) -> None:
        self.titles: list[str] = []
        notes, main = Sheet(), Sheet()
        sheets = [main]
        texts: list[list[str]] = [[]]  # of the paragraphs that are open: notes and text boxes stand within one
        slots = []
        within = Counter[str]()
        for step, node in walk(root, _hidden_by(styles)):
            if step == "text":
                texts[-1].append(node)
                continue
            name, starts = local(node), step == "start"
            if name in _CELLS:
                _step(sheets[-1], step, node)
            elif name == "note-body":
                _turn(sheets, notes, step)
                _turn(texts, [], step)
            elif name in _CONTENTS or name == "list-item":
                within[name] += 1 if starts else -1
            elif name == "span" and attribute(node, "style-name") in styles.raised:
                _raise(texts, step)
            elif name in _SIGNS and starts:
                texts[-1].append(_SIGNS[name])
            elif name in _PARAGRAPHS and starts:
                texts.append([])
                slots.append(sheets[-1].slot())
            elif name in _PARAGRAPHS:
                reason = left_out or ("table of contents" if any(within[name] for name in _CONTENTS) else None)
                slots.pop()(
                    replace(self._part("".join(texts.pop()), node, styles.titles, reason), item=within["list-item"] > 0)
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
        for part in _Story(one, _Styles(), "running head").parts
    ]
    yield from dict.fromkeys(found)
