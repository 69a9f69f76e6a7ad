"""What the machine says of a file: plain frozen data for the page, the job and the CLI."""

from dataclasses import asdict, dataclass, field, fields


@dataclass(frozen=True)
class Word:
    """A word as read, in pixels of the upright page."""

    text: str
    left: int
    top: int
    width: int
    height: int
    confidence: float  # 0 … 100
    line: int  # words of one line share it


@dataclass(frozen=True)
class Reason:
    """Why a page is hard to read: `code` of `labels.REASONS`, and the figure that shows it."""

    code: str
    value: float | None = None


@dataclass(frozen=True)
class Field:
    """A known item of an act, as written, and where it stands."""

    name: str
    text: str
    page: int
    box: tuple[int, int, int, int] | None = None
    converted: str | None = None  # a date as YYYY-MM-DD
    calendar: str | None = None
    rule: str | None = None


@dataclass(frozen=True)
class Mark:
    """What a translator must not miss: stamp, signature, handwriting, note in the margin, code."""

    kind: str
    page: int
    box: tuple[int, int, int, int]
    text: str = ""


@dataclass(frozen=True)
class PageReading:
    number: int
    width: int = 0  # of the upright page
    height: int = 0
    rotation: int = 0  # degrees clockwise to stand upright, EXIF applied
    skew: float = 0.0  # degrees that the page leant clockwise
    dpi: float | None = None
    script: str | None = None
    languages: tuple[str, ...] = ()
    words: int = 0
    words_by_language: dict[str, int] = field(default_factory=dict)
    legible: bool = True
    legibility: float = 0.0
    read_share: float = 1.0  # of the letters, in words that OCR is sure of
    reasons: tuple[Reason, ...] = ()
    blank: bool = False
    text: str = ""
    boxes: tuple[Word, ...] = ()
    by_hand: tuple[int, ...] = ()  # which of `boxes` are written by hand (`optics.hand`)
    failure: str | None = None  # "timed_out" or "crashed": this page alone could not be read
    seconds: float = 0.0

    def as_dict(self) -> dict:
        data = asdict(self)
        data["boxes"] = [[w.left, w.top, w.width, w.height, w.text] for w in self.boxes]
        return data


@dataclass(frozen=True)
class Act:
    """A run of pages that makes one act; one file may hold several."""

    first: int
    last: int
    document_type: str


@dataclass(frozen=True)
class Reading:
    sha256: str
    mime: str
    pages: tuple[PageReading, ...]
    language: str | None
    script: str | None
    languages: tuple[str, ...]
    words: int
    words_by_language: dict[str, int]
    document_type: str
    country: str | None
    legible: bool
    legibility: float
    legibility_reasons: tuple[Reason, ...]
    needs_translation: bool
    reason: str | None  # why no translation is needed
    evidence: tuple[str, ...]  # the lines that show it
    doubts: tuple[str, ...]  # codes of labels.DOUBTS; none: the file passes by itself
    fields: tuple[Field, ...] = ()
    marks: tuple[Mark, ...] = ()
    acts: tuple[Act, ...] = ()
    confidence: dict[str, float] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def verdict(self) -> str:
        return "doubt" if self.doubts else "clear"

    @property
    def rotation(self) -> int:
        return self.pages[0].rotation if self.pages else 0

    @property
    def skew(self) -> float:
        return self.pages[0].skew if self.pages else 0.0

    @property
    def text(self) -> str:
        return "\n\f\n".join(page.text for page in self.pages)

    def as_dict(self) -> dict:
        data = {f.name: getattr(self, f.name) for f in fields(self)}
        data["pages"] = [page.as_dict() for page in self.pages]
        for name in ("legibility_reasons", "fields", "marks", "acts"):
            data[name] = [asdict(item) for item in data[name]]
        return data | {"verdict": self.verdict, "rotation": self.rotation, "skew": self.skew}
