"""`docs/lifecycle.md`, written from the table itself: `python -m app.cases.documentation`."""

from pathlib import Path

from app.cases.lifecycle import ROWS

PAGE = Path(__file__).parents[2] / "docs" / "lifecycle.md"
HEAD = """# The life of a case

Written from `app/cases/lifecycle.py` by `python -m app.cases.documentation`; a test fails when it
is not up to date. `machine` is the platform itself. A pause (`ask`) ends where it began (`resume`).

| from | action | to | who may |
| --- | --- | --- | --- |
"""


def page() -> str:
    lines = [
        f"| {before} | {action} | {after} | {', '.join(sorted(parties))} |"
        for before, action, after, parties in ROWS
    ]
    return HEAD + "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page())
