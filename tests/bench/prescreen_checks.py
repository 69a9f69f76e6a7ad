"""What is right of a reading, beside the truth that the generator wrote."""

from collections.abc import Callable, Iterator

FREQUENT = {"uk", "ru", "ar", "de", "es", "pt", "bg", "zh"}
SCRIPTS = {
    "latin": "Latn", "cyrillic": "Cyrl", "arabic": "Arab", "greek": "Grek", "hebrew": "Hebr",
    "armenian": "Armn", "georgian": "Geor", "ethiopic": "Ethi", "devanagari": "Deva",
    "bengali": "Beng", "tamil": "Taml", "thai": "Thai", "han": "Hans", "japanese": "Jpan",
    "korean": "Kore",
}  # fmt: skip


def turn_of(truth: dict) -> int:
    """Degrees clockwise to stand upright once the EXIF tag is applied."""
    tagged = truth["capture"]["defects"].get("exif_orientation")
    return 0 if tagged else (360 - truth["rotation"]) % 360


Check = Callable[[dict], bool]


def read(row: dict) -> bool:
    return row["truth"]["legible"] and "refused" not in row["found"]


def language_right(row: dict) -> bool:
    return row["found"]["language"] == row["truth"]["languages"][0]


def language_among(row: dict) -> bool:
    return row["found"]["language"] in row["truth"]["languages"]


def hint_right(row: dict) -> bool:
    return row["hinted"] == row["truth"]["languages"][0]


def script_right(row: dict) -> bool:
    return row["found"]["script"] == SCRIPTS[row["truth"]["scripts"][0]]


def rotation_right(row: dict) -> bool:
    return all(page["rotation"] == turn_of(row["truth"]) for page in row["found"]["pages"])


def kind_right(row: dict) -> bool:
    return row["found"]["document_type"] == row["truth"]["type"]


def country_right(row: dict) -> bool:
    return row["found"]["country"] == row["truth"]["country"]


def words_right(row: dict) -> bool:
    true = row["truth"]["words_total"]
    return abs(row["found"]["words"] - true) <= 0.1 * true


def refused(row: dict) -> bool:
    return "refused" in row["found"] or not row["found"]["legible"]


def is_exempt(row: dict) -> bool:
    return not row["truth"]["needs_translation"]


def proposed(row: dict) -> bool:
    return "refused" not in row["found"] and not row["found"]["needs_translation"]


def reason_right(row: dict) -> bool:
    return row["found"]["reason"] == row["truth"]["no_translation_reason"]


def frequent(row: dict) -> bool:
    return read(row) and row["truth"]["languages"][0] in FREQUENT


def flatbed(row: dict) -> bool:
    return read(row) and row["truth"]["capture"]["kind"].startswith("flatbed")


def sound(row: dict) -> bool:
    """Nothing is the matter with it: no person should be asked."""
    return read(row) and not is_exempt(row)


def passes(row: dict) -> bool:
    return not row["found"]["doubts"]


CHECKS: tuple[tuple[str, Check, Check, str], ...] = (
    ("language, no hint", read, language_right, ">= 97 %"),
    ("language among the true ones", read, language_among, ""),
    ("script", read, script_right, ">= 99.5 %"),
    ("rotation", read, rotation_right, ">= 99 %"),
    ("kind, eight frequent languages", frequent, kind_right, ">= 95 %"),
    ("kind, all", read, kind_right, ">= 85 %"),
    ("country", read, country_right, ""),
    ("illegible caught", lambda r: not r["truth"]["legible"], refused, ">= 95 %"),
    ("legible refused", lambda r: r["truth"]["legible"], refused, "<= 2 %"),
    (
        "exemption precision",
        lambda r: r["truth"]["legible"] and proposed(r),
        lambda r: is_exempt(r),
        ">= 99 %",
    ),
    ("exemption recall", lambda r: read(r) and is_exempt(r), proposed, ">= 90 %"),
    ("exemption reason", lambda r: read(r) and is_exempt(r), reason_right, ""),
    ("words within 10 %, flatbed", flatbed, words_right, ">= 90 %"),
    ("sound files that pass by themselves", sound, passes, ">= 95 %"),
    ("... of those, language right", lambda r: sound(r) and passes(r), language_right, ""),
)
HINTED = ("language, hint right 9 in 10", read, hint_right, ">= 99 %")


def wrong(row: dict) -> Iterator[str]:
    truth, found = row["truth"], row["found"]
    if "refused" in found:
        yield f"refused {found['refused']}"
        return
    if found["legible"] != truth["legible"]:
        yield f"legibility {found['legibility']} (hand {truth['handwriting_share']})"
    if not truth["legible"]:
        return
    if not language_right(row):
        yield f"language {found['languages']} for {truth['languages']}"
    if not script_right(row):
        yield f"script {found['script']}"
    if not rotation_right(row):
        yield f"rotation {[p['rotation'] for p in found['pages']]} for {turn_of(truth)}"
    if not kind_right(row):
        yield f"kind {found['document_type']} for {truth['type']}"
    if found["reason"] != truth["no_translation_reason"]:
        yield f"exemption {found['reason']} for {truth['no_translation_reason']}"
    if flatbed(row) and not words_right(row):
        yield f"words {found['words']} for {truth['words_total']}"
