"""Does a worker that reads page after page keep its memory? Resident size, tenth by tenth.

    python -m tests.bench.prescreen_memory PAGES SET… [--seed N]

reads the files of all the sets in random order, begun again where they end, in one process.
"""

import argparse
import random
from itertools import cycle, islice
from pathlib import Path

from app.intake.refusals import UnsupportedFile
from app.prescreen import engine

TENTHS = 10


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", type=int)
    parser.add_argument("sets", type=Path, nargs="+")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    files = sorted(path for folder in args.sets for path in (folder / "files").iterdir())
    random.Random(args.seed).shuffle(files)
    print(f"{len(files)} distinct files of {len(args.sets)} sets", flush=True)
    print_memory(files, args.pages)


def resident() -> tuple[int, int]:
    """Mebibytes now: of this process, and of the ones it keeps (decoder, Tesseract)."""
    kept = Path("/proc/self/task").glob("*/children")
    children = [int(pid) for listed in kept for pid in listed.read_text().split()]
    return _of("self"), sum(_of(pid) for pid in children)


def _of(pid: int | str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return round(int(line.split()[1]) / 1024)
    return 0  # it ended meanwhile


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
            seen.append(resident())
            print(
                f"after {read} pages, MiB resident, this process and its own: {seen[-1]}",
                flush=True,
            )
    if len(seen) > 2:
        growth = sum(seen[-1]) - sum(seen[1])
        print(f"growth from the second tenth to the last: {growth} MiB over {read} pages")


if __name__ == "__main__":
    main()
