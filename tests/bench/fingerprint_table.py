"""The table of `fingerprint`: what was found, what was wrong, what was missed, what it cost."""

from collections import Counter
from dataclasses import dataclass, field

from app.fingerprint.keys import keys_of
from app.fingerprint.pair import alignment, ink
from app.fingerprint.pair.decision import Verdict
from app.fingerprint.relation import PROPOSED, SERVES, Relation
from tests.bench.captures import Readings, processor

RIVALS = ("checksum", "pdq", "text")
HARD = ("twin", "same_form", "same_person", "one_digit", "one_letter")


@dataclass
class Row:
    """A pair, what it is, and what each says of it."""

    truth: dict
    verdict: Verdict
    seconds: float
    rivals: dict[str, bool] = field(default_factory=dict)

    @property
    def is_same(self) -> bool:
        return self.truth["label"] == "same_act"

    @property
    def serves(self) -> bool:
        return self.verdict.relation in SERVES

    def __str__(self) -> str:
        why = self.truth.get("changed") or self.truth["why"]
        names = f"{self.truth['file_a']} {self.truth['file_b']} ({why})"
        pages = self.verdict.evidence.get("pages", [])
        zones = [z["texts"] for p in pages for z in p["zones"]][:3]
        agreed = [(p["agreement"], p["sharpness"]) for p in pages]
        return f"{names}: {self.verdict.relation}, agreement and sharpness {agreed}, zones {zones}"


def print_table(rows: list[Row]) -> None:
    legible = [row for row in rows if row.truth["both_legible"]]
    same = [row for row in legible if row.is_same]
    served = [row for row in rows if row.serves]
    copies = [row for row in legible if row.truth["label"] == "reissue"]
    hard = [row for row in rows if row.truth["why"] in HARD]
    wrong = [r for r in rows if _is_wrong(r)]
    told = [r for r in copies if r.verdict.relation is Relation.REISSUE]
    kinds = Counter(f"{r.truth['label']}, {r.truth['why']}" for r in rows)
    print(f"\n{len(rows)} pairs, {len(legible)} of two legible captures: {dict(kinds)}")
    line("same act or closer found, legible captures", [r for r in same if r.serves], same, "95 %")
    line("proposals for reuse that are right", [r for r in served if r.is_same], served, "99.5 %")
    for why in HARD:
        of = [row for row in hard if row.truth["why"] == why]
        line(f"  {why} proposed for reuse", [r for r in of if r.serves], of, "0")
        if of and "held" in of[0].truth:
            of = [row for row in of if row.truth["held"]]
            line("    of these held out", [r for r in of if r.serves], of, "0")
    line("re-issues told as such", told, copies, "80 %")
    line("re-issues taken for the same act", [r for r in copies if r.serves], copies, "0")
    line("pairs wrongly proposed, re-issue included", wrong, rows, "0")
    seconds = sorted(r.seconds for r in rows)
    middle, high = seconds[len(seconds) // 2], seconds[int(len(seconds) * 0.95)]
    print(f"seconds of processor a pair: median {middle:.2f}, 95th percentile {high:.2f}")
    for rival in RIVALS:
        found = [row for row in rows if row.rivals[rival]]
        recall = sum(row.rivals[rival] for row in same)
        good = sum(row.is_same for row in found)
        print(f"  rival {rival:9} recall {recall}/{len(same)}, precision {good}/{len(found)}")
    print_relations(rows)
    print_named("wrong proposals", wrong)
    print_named("misses", [r for r in same if not r.serves])
    print_named("re-issues not told", [r for r in copies if r not in told])


def _is_wrong(row: Row) -> bool:
    if row.truth["label"] == "reissue":
        return row.serves
    return row.truth["label"] == "different_act" and row.verdict.relation in PROPOSED


def line(what: str, good: list[Row], of: list[Row], aim: str) -> None:
    share = len(good) / len(of) if of else 0.0
    print(f"{what:46} {len(good):>4} of {len(of):<4} {share:6.1%}   aim {aim}")


def print_relations(rows: list[Row]) -> None:
    print("\ntruth by relation said")
    keys = ((r.truth["why"], r.truth["both_legible"], str(r.verdict.relation)) for r in rows)
    for (why, legible, relation), count in sorted(Counter(keys).items()):
        seen = "legible" if legible else "not legible"
        print(f"  {why:14} {seen:12} {relation:14} {count:4}")


def print_named(title: str, rows: list[Row]) -> None:
    print(f"\n{title}: {len(rows)}")
    for row in rows:
        print("  ", row)


def print_cost(readings: Readings, sample: int = 40) -> None:
    """What fingerprinting a page costs beyond its OCR: the plane, its features, its keys."""
    names = list(readings.truth)[:sample]
    seconds = []
    for name in names:
        read = readings.read(name)
        before = processor()
        capture = read.capture()
        for sheet in capture.sheets if capture else ():
            alignment.features(sheet)
            ink.marks(sheet)
        keys_of(read.text.split("\n"))
        pages = max(1, len(capture.sheets) if capture else 1)
        seconds.append((processor() - before) / pages)
    seconds.sort()
    mean, worst = sum(seconds) / len(seconds), seconds[int(len(seconds) * 0.95)]
    print(f"\nfingerprinting a page beyond its OCR, {len(seconds)} files (aim 0.3 s of processor):")
    print(f"  mean {mean:.3f} s, 95th percentile {worst:.3f} s")
