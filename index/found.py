"""What a build knows of each file: its article, and where that is kept until it is written."""

from dataclasses import dataclass

from index.segment.entry import Sketch
from index.segments import Segment


@dataclass(frozen=True, slots=True)
class Home:
    """Where an article is, and as what it is kept there: a segment of the old index or (None) the draft of a build."""

    number: int
    kept: Sketch
    segment: Segment | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A file and the article that it holds."""

    sketch: Sketch
    home: Home
