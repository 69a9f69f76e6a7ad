"""Read the demonstration's scans with the real engine, once, so that loading is quick.

Run by hand when the engine changes: `python -m app.demo.prepare`.
"""

import json
from pathlib import Path

from app.prescreen import engine

HERE = Path(__file__).parent
SCANS = HERE / "scans"
READINGS = HERE / "readings.json"


def main() -> None:
    found = {}
    for path in sorted(SCANS.iterdir()):
        if path.suffix != ".md":
            found[path.name] = engine.read_file(path).as_dict()
    READINGS.write_text(json.dumps(found, ensure_ascii=False, indent=1, sort_keys=True) + "\n")


if __name__ == "__main__":
    main()
