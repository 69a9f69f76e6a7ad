"""How large a file may be, and how much a decoder may spend on it: every figure in one place."""

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    file_bytes: int = 50 << 20
    pages: int = 200
    pixels: int = 100_000_000  # of a page as stored; 7016 × 9921 is A3 at 600 dots per inch
    output_pixels: int = 25_000_000  # of a page as handed over: larger ones are reduced
    memory_bytes: int = 1 << 30  # address space of the decoding process
    cpu_seconds: int = 50  # of the decoding process, whole file
    wait_seconds: int = 55  # that a caller waits in all for the decoding process

    def as_dict(self) -> dict[str, int]:
        return asdict(self)


LIMITS = Limits()
