"""A reading back from its JSON form."""

from app.prescreen.reading import Act, Field, Mark, PageReading, Reading, Reason

LISTS = {"legibility_reasons": Reason, "fields": Field, "marks": Mark, "acts": Act}
DERIVED = ("verdict", "rotation", "skew")


def restore(data: dict) -> Reading:
    """The reverse of `Reading.as_dict()`, but for the boxes of words."""
    kept = {name: value for name, value in data.items() if name not in DERIVED}
    for name, kind in LISTS.items():
        kept[name] = tuple(kind(**item) for item in data[name])
    for name in ("languages", "evidence", "doubts"):
        kept[name] = tuple(data[name])
    kept["pages"] = tuple(_page(page) for page in data["pages"])
    return Reading(**kept)


def _page(data: dict) -> PageReading:
    reasons = tuple(Reason(**item) for item in data["reasons"])
    return PageReading(
        **(
            data
            | {
                "boxes": (),
                "by_hand": (),
                "reasons": reasons,
                "languages": tuple(data["languages"]),
            }
        )
    )
