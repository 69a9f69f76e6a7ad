"""Every free parameter of the replayed year; docs/replay.md says what each one does.

What is published is not here (year2023.json). What is here is assumed, and the same for both
policies: people, contracts, and how long intake, agencies and revisers take.
"""

from dataclasses import dataclass

# Who translates inside: the share of each language's published inside work that each one does.
# A person's capacity is the sum of these shares, in words a working day.
TEAM: dict[str, dict[str, float]] = {
    "ru-1": {"ru": 0.27, "uk": 0.34},
    "ru-2": {"ru": 0.27, "uk": 0.33},
    "ru-3": {"ru": 0.26, "uk": 0.33},
    "ru-4": {"ru": 0.20, "pl": 1.0, "sr": 1.0},
    "ar-1": {"ar": 0.42},
    "ar-2": {"ar": 0.42},
    "ar-3": {"ar": 0.16, "fa": 1.0, "ps": 1.0},
    "de-1": {"de": 0.8, "nl": 1.0},
    "en-1": {"en": 1.0, "sv": 1.0, "de": 0.2},
    "es-1": {"es": 1.0, "pt": 0.5},
    "pt-1": {"pt": 0.5, "it": 1.0, "ro": 1.0},
    "el-1": {"el": 1.0, "tr": 1.0},
}
# Lots, and the contractors that hold them, first rank first.
LOTS: list[tuple[str, tuple[int, ...]]] = [
    ("uk ru bg sr mk cs sk sl pl lt lv et", (0, 1, 3)),
    ("ar fa ps ur bn hi ta", (1, 2)),
    ("de es pt it en nl ro tr el sv da no fi hu sq", (2, 0)),
    ("zh ja ko vi th hy ka he ti", (3, 2)),
]
CONTRACTORS = 4
RANK_SURCHARGE = 0.05  # each rank asks so much more a word than the one before


@dataclass(frozen=True)
class Parameters:
    """Durations in working hours of eight a day, unless said otherwise."""

    horizon_days: float = 5.4  # as-was: working days of stock a translator holds in each language
    inside_speed: float = 1.0  # people's words a day over (inside words ÷ days present)
    present_days: int = 220  # working days of a year on which a translator is there
    word_sigma: float = 0.5  # spread of document lengths (lognormal)
    weekdays: tuple[float, ...] = (1.2, 1.1, 0.95, 1.0, 0.75)  # arrivals, Monday to Friday
    august: float = 0.8  # arrivals in August
    reading_minutes: int = 10  # from the deposit to the machine's reading
    rounds: tuple[tuple[int, int], ...] = ((9, 30), (14, 30))  # when the stock is given out
    engine_rounds: tuple[tuple[int, int], ...] = ((9, 30), (11, 30), (14, 30), (16, 45))
    answer_hours: int = 96  # contract: to accept an offer, clock hours
    contract_days: int = 12  # contract: to return
    passes_when_full: bool = True  # contract: a holder at its declared capacity is passed over
    answer: float = 3.0  # an agency's answer, mean
    decline: float = 0.01  # share of the offers that are declined
    agency_days: float = 10.1  # calendar days an agency takes when it is not full, median
    agency_sigma: float = 0.2  # their spread (lognormal)
    agency_capacity: tuple[float, ...] = (1.35, 0.6, 0.4)  # by rank, over the lot's mean demand
    review: float = 5.0  # from the return to the certified delivery, mean
    officer: float = 8.0  # an intake officer's review, mean
    revisers: int = 6
    seed: int = 1
