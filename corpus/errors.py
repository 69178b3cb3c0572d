"""Every error that this project raises on purpose.

    QuotedAnswersError              .status  what
    ├── UsageError                     2     a question, flag or setting that cannot be used
    ├── IndexUnavailable               3     nothing here can answer
    │   ├── IndexMissing                     no index at this place
    │   ├── IndexFormat                      written by another version of this program
    │   ├── IndexCorrupt                     a file of the index is not what was written
    │   ├── IndexLocked                      another process is building it
    │   ├── ModelMismatch                    made with another model than the one at hand
    │   └── ModelUnavailable                 the model's files are missing or are not the known ones
    └── SourcesUnreadable              4     no folder, no file, or nothing in it that can be read
        └── NotFetched                       a page of the web that cannot be had, or not be read

`SkippedFile` is apart: it never ends a build. It says why one file is not in the index.

Each error is two lines for a reader: what failed, with its path; then what mends it.
"""


class QuotedAnswersError(Exception):
    """What failed (`str(error)`) and the command or step that mends it (`remedy`)."""

    status = 2

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.remedy = remedy


class UsageError(QuotedAnswersError):
    """The question, flag or setting cannot be used as given."""


class IndexUnavailable(QuotedAnswersError):
    """There is no index that can answer."""

    status = 3


class IndexMissing(IndexUnavailable):
    """No index has been built at this place."""


class IndexFormat(IndexUnavailable):
    """The index was written in a layout that this version does not read."""


class IndexCorrupt(IndexUnavailable):
    """A file of the index is missing or has changed since it was written."""


class IndexLocked(IndexUnavailable):
    """Another process is building this index."""


class ModelMismatch(IndexUnavailable):
    """The index holds vectors of another model, or of another revision of it."""


class ModelUnavailable(IndexUnavailable):
    """The embedding model cannot be loaded, or its weights are not the known ones."""


class SourcesUnreadable(QuotedAnswersError):
    """A source is missing, or there is nothing in the sources that can be read."""

    status = 4


class NotFetched(SourcesUnreadable):
    """A page cannot be fetched, or what came is nothing that a reader takes."""


class SkippedFile(Exception):
    """One file cannot be read as an article; `str(error)` is the reason, for the summary."""


def reason(error: BaseException) -> str:
    r"""The first line of what an error of a library says, or else the name of its type.

    >>> reason(OSError("no room\nat all")), reason(KeyError())
    ('no room', 'KeyError')
    """
    return next(iter(str(error).strip().splitlines()), type(error).__name__)
