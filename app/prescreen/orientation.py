"""Which way is up, and in which script: candidates, likeliest first."""

import numpy as np

from app.prescreen import geometry, ocr

OSD_SCRIPTS = {
    "Latin": "Latn", "Cyrillic": "Cyrl", "Arabic": "Arab", "Han": "Hans", "Japanese": "Jpan",
    "Hangul": "Kore", "Korean": "Kore", "Devanagari": "Deva", "Bengali": "Beng", "Tamil": "Taml",
    "Thai": "Thai", "Greek": "Grek", "Hebrew": "Hebr", "Armenian": "Armn", "Georgian": "Geor",
    "Ethiopic": "Ethi", "Fraktur": "Latn",
}  # fmt: skip
USUAL = ("Latn", "Cyrl", "Arab", "Ethi", "Armn")


def candidates(grey: np.ndarray) -> list[tuple[int, str]]:
    rotation, name = ocr.orientation(geometry.shrunk(grey, 1500))
    first = OSD_SCRIPTS.get(name, "Latn")
    scripts = [first, *(s for s in USUAL if s != first)]
    opposite = (rotation + 180) % 360
    return [(rotation, s) for s in scripts] + [(opposite, s) for s in scripts[:3]]
