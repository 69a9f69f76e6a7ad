"""Every setting the platform reads: from the environment, once, checked at boot."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

RUN_ENV = Path("var/run.env")  # written by `make run`: lets `flask …` reach the embedded engines


class MissingSettings(RuntimeError):
    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Missing settings: {', '.join(names)}. Set them in the environment.")
        self.names = names


REQUIRED = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY")
S3_SETTINGS = ("S3_BUCKET", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY")
TRUE = {"1", "true", "yes", "on"}


@dataclass(frozen=True)
class Config:
    """Documented in docs/deploy.md; secrets come from here and from nowhere else."""

    DATABASE_URL: str
    REDIS_URL: str
    SECRET_KEY: str
    STORAGE_DIR: str = "var/objects"
    S3_ENDPOINT: str = ""
    S3_BUCKET: str = ""
    S3_ACCESS_KEY_ID: str = ""
    S3_SECRET_ACCESS_KEY: str = ""
    S3_REGION: str = "us-east-1"
    SMTP_URL: str = ""  # smtp://user:password@host:587; empty: mail stays in the outbox
    MAIL_FROM: str = "ne-pas-repondre@traductions.example"
    PUBLIC_URL: str = "http://localhost:8000"  # the address that links in mails and PDFs carry
    CLAMD_URL: str = ""  # unix:///run/clamav/clamd.ctl or tcp://host:3310; empty: no virus scan
    METRICS_TOKEN: str = ""  # bearer that Prometheus presents to /metrics; empty: accounts only
    BRAND_NAME: str = "Actes"
    BODY_NAME: str = "Centre de traduction de la sécurité sociale"
    BODY_SIRET: str = "18003502400082"
    BODY_ADDRESS: str = "1 rue de l'Exemple"
    BODY_POSTCODE: str = "75000"
    BODY_CITY: str = "Paris"
    BODY_VAT_NUMBER: str = ""  # needed by agreements that are taxed
    BODY_IBAN: str = "FR7630001007941234567890185"  # printed on invoices; a sample
    ACCOUNT_CUSTOMERS: str = "411"  # accounts of the export of entries: the accountant's own
    ACCOUNT_SALES: str = "706"
    ACCOUNT_VAT: str = "44571"
    ACCOUNT_BANK: str = "512"
    TRUSTED_PROXIES: int = 0
    DEBUG: bool = False
    DEMO: bool = False
    TESTING: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> Config:
        """Raise `MissingSettings` naming everything that is missing at once."""
        required = REQUIRED + (S3_SETTINGS if env.get("S3_ENDPOINT") else ())
        if missing := [name for name in required if not env.get(name)]:
            raise MissingSettings(missing)
        return cls(**{f.name: _read(f.type, env[f.name]) for f in fields(cls) if f.name in env})

    @classmethod
    def offline(cls) -> Config:
        """For commands that work on files alone: no database, no queue, no secret."""
        return cls(DATABASE_URL="postgresql+psycopg://", REDIS_URL="redis://", SECRET_KEY="offline")  # noqa: S106


def environment() -> dict[str, str]:
    """The process environment, completed by what a running `make run` has written down."""
    lines = RUN_ENV.read_text().splitlines() if RUN_ENV.is_file() else []
    written = dict(line.split("=", 1) for line in lines if "=" in line)
    return written | dict(os.environ)


def _read(kind: object, value: str) -> Any:
    if kind == "bool":
        return value.strip().lower() in TRUE
    return int(value) if kind == "int" else value
