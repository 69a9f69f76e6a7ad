"""Does a worker that reads page after page keep its memory? Resident size, tenth by tenth."""

from itertools import cycle, islice
from pathlib import Path

from app.intake.refusals import UnsupportedFile
from app.prescreen import engine

TENTHS = 10


def resident() -> float:
    """Mebibytes of this process now."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("no VmRSS")


def print_memory(files: list[Path], pages: int) -> None:
    read, seen = 0, []
    step = max(1, pages // TENTHS)
    for path in islice(cycle(files), 10 * pages):
        if read >= pages:
            break
        try:
            read += len(engine.read_file(path).pages)
        except UnsupportedFile:
            continue
        if read >= step * (len(seen) + 1):
            seen.append(round(resident()))
    print(f"\nmemory over {read} pages, MiB resident after each tenth: {seen}")
    if len(seen) > 2:
        print(f"growth from the second tenth to the last: {seen[-1] - seen[1]} MiB")
