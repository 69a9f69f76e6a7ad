"""French first, English beside it: translation, and how dates and money are written."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from babel import Locale
from flask import Flask, g, has_request_context, session
from flask_babel import Babel, force_locale, format_datetime, get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app import clock

__all__ = ["_", "_l", "force_locale", "get_locale", "label", "ngettext"]

LOCALES = ("fr", "en")
NARROW = "\u202f"  # French thousands separator
HARD = "\u00a0"

_labels: dict[type[StrEnum], dict[StrEnum, object]] = {}


def init_app(app: Flask) -> None:
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "fr")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Europe/Paris")
    Babel(app, locale_selector=choose_locale)
    filters: dict[str, Callable[..., object]] = {
        "date": short_date,
        "datetime": short_datetime,
        "datetime_ms": precise_datetime,
        "money": money,
        "number": number,
        "last_day": last_day,
        "relative_days": relative_days,
        "language_name": language_name,
        "country_name": country_name,
        "label": label,
        "days_left": days_left,
    }
    app.jinja_env.filters.update(filters)


def choose_locale() -> str:
    if not has_request_context():
        return "fr"
    user = g.get("user")
    chosen = (user and user.locale) or session.get("locale")
    return chosen if chosen in LOCALES else "fr"


def is_french() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "fr"


def short_date(day: date | datetime | None) -> str:
    """23/11/2026, in Paris."""
    if day is None:
        return "—"
    if isinstance(day, datetime):
        day = day.astimezone(clock.PARIS).date()
    return day.strftime("%d/%m/%Y")


def short_datetime(instant: datetime | None) -> str:
    """23/11/2026 14:05, in Paris."""
    return "—" if instant is None else format_datetime(instant, "dd/MM/yyyy HH:mm")


def precise_datetime(instant: datetime) -> str:
    """23/11/2026 14:05:09.123, in Paris: what a trace is dated by."""
    return instant.astimezone(clock.PARIS).strftime("%d/%m/%Y %H:%M:%S.%f")[:-3]


def number(value: Decimal | int | str | None, decimals: int = 0) -> str:
    """`value` may be an amount kept in JSON, where decimals are texts."""
    if value is None:
        return "—"
    if isinstance(value, str):
        value = Decimal(value)
    text = f"{value:,.{decimals}f}"
    if is_french():
        text = text.replace(",", NARROW).replace(".", ",")
    return text


def money(amount: Decimal | str | None, decimals: int = 2) -> str:
    """1 234,56 € (€1,234.56 in English); four decimals for a price a unit."""
    if amount is None:
        return "—"
    said = number(amount, decimals)
    return f"{said}{HARD}€" if is_french() else f"€{said}"


def last_day(instant: datetime | None) -> date | None:
    """The last whole day before a deadline: what ends on the 2nd at midnight is due on the 1st."""
    if instant is None:
        return None
    return (instant - timedelta(seconds=1)).astimezone(clock.PARIS).date()


def relative_days(instant: datetime | date | None) -> str:
    """In words, from today: « dans 3 jours », « aujourd'hui », « en retard de 2 jours »."""
    if instant is None:
        return "—"
    day = instant.astimezone(clock.PARIS).date() if isinstance(instant, datetime) else instant
    days = (day - clock.today()).days
    if days == 0:
        return _("aujourd'hui")
    if days > 0:
        return ngettext("dans %(num)d jour", "dans %(num)d jours", days)
    return ngettext("en retard de %(num)d jour", "en retard de %(num)d jours", -days)


def days_left(instant: datetime) -> float:
    """Days until `instant`; negative once it is past."""
    return (instant - clock.now()) / timedelta(days=1)


def language_name(code: str | None) -> str:
    """In the reader's language; what CLDR does not name is shown by its code."""
    if not code:
        return "—"
    locale = get_locale() or Locale("fr")
    return locale.languages.get(code, code)


def country_name(code: str | None) -> str:
    if not code:
        return "—"
    locale = get_locale() or Locale("fr")
    return locale.territories.get(code.upper(), code)


def register_labels(enum: type[StrEnum], labels: dict[StrEnum, object]) -> None:
    """Say how the members of `enum` read on screen (each slice's `labels.py`)."""
    missing = set(enum) - set(labels)
    if missing:
        raise ValueError(f"no label for {sorted(missing)}")
    _labels[enum] = labels


def label(member: StrEnum | None) -> str:
    return "—" if member is None else str(_labels[type(member)][member])
