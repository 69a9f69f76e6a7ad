"""Every odd file there is, from its bytes to what is said of it: no crash, no 1 GiB, no minute.

    python -m tests.bench.prescreen_hostile [--sample N] [--out rows.jsonl]

Each file is read by a process of its own, as a worker's job is, whose peak of memory and time are
those of the process and of its children (the decoder, Tesseract).
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

REAL = Path(os.environ.get("REALDOCS_DIR", "../shared/realdocs"))
MOST_SECONDS, MOST_MIB = 60.0, 1024.0
PATIENCE = 300  # seconds before a reader is killed and counted as stalled
# A process's own peak is VmHWM, which begins anew with the program; `ru_maxrss` outlives `exec`, so
# it would tell the peak of whoever started the reader (a test runner of 1 GiB, say).
READ = """
import json, re, resource, sys
from pathlib import Path
from app.intake import decoders
from app.prescreen.optics import standing
from app.prescreen.cli import answer_of
answer = answer_of(Path(sys.argv[1]), None)
standing.close_all()
decoders.close_all()
both = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
spent = sum(sum(resource.getrusage(who)[:2]) for who in both)
own = int(re.search(r"VmHWM:\\s*(\\d+) kB", Path("/proc/self/status").read_text())[1])
children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
error = answer.get("error", {}).get("code", "read")
print(json.dumps({"answer": error, "mib": max(own, children) / 1024, "cpu": spent}))
"""


@dataclass(frozen=True)
class Outcome:
    file: str
    answer: str  # "read", a code of refusal, "failed" (a bug), or "crashed"
    seconds: float
    mib: float  # peak of the reader, or of its largest child
    cpu: float = 0.0  # seconds of processor, of it and its children

    @property
    def harms(self) -> bool:
        broken = self.answer in ("failed", "crashed")
        return broken or self.seconds > MOST_SECONDS or self.mib > MOST_MIB


def files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "uploads").rglob("*") if path.is_file())


def outcome(path: Path) -> Outcome:
    started = time.monotonic()
    command = [sys.executable, "-c", READ, str(path)]
    name = str(path.relative_to(path.parents[1]))
    try:
        done = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return Outcome(name, "crashed", PATIENCE, 0.0)
    seconds = round(time.monotonic() - started, 1)
    if done.returncode:
        return Outcome(name, "crashed", seconds, 0.0)
    said = json.loads(done.stdout.splitlines()[-1])
    return Outcome(name, said["answer"], seconds, round(said["mib"], 1), round(said["cpu"], 1))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    chosen = files(REAL)
    if args.sample:
        chosen = random.Random(args.seed).sample(chosen, min(args.sample, len(chosen)))
    found = [outcome(path) for path in chosen]
    if args.out:
        args.out.write_text("".join(json.dumps(asdict(one)) + "\n" for one in found))
    print_outcomes(found)


def print_outcomes(found: list[Outcome]) -> None:
    answers: dict[str, int] = {}
    for one in found:
        answers[one.answer] = answers.get(one.answer, 0) + 1
    slow, large = max(one.seconds for one in found), max(one.mib for one in found)
    busy = max(one.cpu for one in found)
    cpu = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"{len(found)} odd files: {answers}")
    print(f"slowest {slow} s (aim <= 60), largest {large} MiB (aim <= 1024)")
    print(f"processor {cpu.ru_utime + cpu.ru_stime:.0f} s in all, {busy} s at most for one file")
    harm = [one for one in found if one.harms]
    print(f"{len(harm)} do harm")
    for one in sorted(found, key=lambda one: -one.seconds)[:5] + harm:
        print(
            f"  {one.file}: {one.answer}, {one.seconds} s, {one.cpu} s of processor, {one.mib} MiB"
        )


if __name__ == "__main__":
    main()
