"""`make test`: style, types and layers, then the tests on real engines, stage by stage."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from ops import services

BIN = Path(sys.executable).parent
PYTEST = [sys.executable, "-m", "pytest", "-q", "--durations=5"]
LINT = {
    "style": [BIN / "ruff", "check", "."],
    "format": [BIN / "ruff", "format", "--check", "-q", "."],
    "types": [BIN / "mypy"],
    "layers": [BIN / "lint-imports"],
}
STAGES = {
    "tests": ["-n", "2", "--dist", "loadfile", "tests", "--ignore=tests/journeys"],
    "journeys": ["tests/journeys"],
}
COUNT = re.compile(r"(\d+) (passed|failed|error|errors|skipped)\b")


def main() -> int:
    arguments = sys.argv[1:]
    began, failed, counts = time.monotonic(), [], {"passed": 0, "failed": 0, "skipped": 0}
    if not arguments:
        for name, command in LINT.items():
            if run(name, command, os.environ, counts):
                failed.append(name)
    stages = {"chosen": arguments} if arguments else STAGES
    folder = Path(tempfile.mkdtemp(prefix="actes-test-"))
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        environment = os.environ | engines(stack, folder)
        for name, options in stages.items():
            if run(name, [*PYTEST, *options], environment, counts):
                failed.append(name)
    print(f"{time.monotonic() - began:.0f} s in all; failed: {', '.join(failed) or 'nothing'}")
    print("{passed} passed, {failed} failed, {skipped} skipped".format(**counts), flush=True)
    return 1 if failed else 0


def engines(stack: ExitStack, folder: Path) -> dict[str, str]:
    """Start PostgreSQL, Valkey and the S3 peer for the time of the tests."""
    folder.chmod(0o711)
    s3 = stack.enter_context(services.s3(folder / "s3"))
    return {
        "TEST_DATABASE_URL": stack.enter_context(services.postgres(folder / "pg", fast=True)),
        "TEST_REDIS_URL": stack.enter_context(services.valkey(folder / "valkey")),
        **{f"TEST_{name}": value for name, value in s3.items()},
        "OMP_THREAD_LIMIT": "1",  # Tesseract: one thread a page, pages side by side
        "PYTHONHASHSEED": "0",  # both halves of the run collect the tests in one order
    }


def run(name: str, command: list, environment, counts: dict[str, int]) -> int:
    """Run one stage, its output streamed; add up what pytest counted."""
    began = time.monotonic()
    print(f"── {name}", flush=True)
    process = subprocess.Popen(
        [str(word) for word in command],
        env=dict(environment),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    last = ""
    for line in process.stdout or ():
        print(line, end="", flush=True)
        last = line if COUNT.search(line) else last
    code = process.wait()
    for number, kind in COUNT.findall(last) if "pytest" in command else ():
        counts["failed" if kind.startswith("error") else kind] += int(number)
    print(
        f"── {name}: {'failed' if code else 'ok'} in {time.monotonic() - began:.1f} s", flush=True
    )
    return code


if __name__ == "__main__":
    sys.exit(main())
