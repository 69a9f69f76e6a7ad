"""Objects for ever addressed by the SHA-256 of their bytes, on local disk or any S3.

An object is written once and never changed: writing the same bytes twice is harmless.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

import boto3
from botocore.config import Config as BotoConfig
from botocore.exceptions import ClientError
from flask import Flask, current_app

CHUNK = 1 << 20


class TooLarge(ValueError):
    """More bytes came than the limit allows."""


@dataclass(frozen=True)
class Stored:
    sha256: str
    size: int  # bytes


class Store(Protocol):
    def keep(self, path: Path, sha256: str) -> None: ...
    def exists(self, sha256: str) -> bool: ...
    def local(self, sha256: str) -> Iterator[Path]: ...


class DiskStore:
    def __init__(self, root: str) -> None:
        self.root = Path(root).resolve()

    def _path(self, sha256: str) -> Path:
        return self.root / sha256[:2] / sha256[2:4] / sha256

    def keep(self, path: Path, sha256: str) -> None:
        target = self._path(sha256)
        target.parent.mkdir(parents=True, exist_ok=True)
        os.chmod(path, 0o440)
        os.replace(path, target)

    def exists(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def local(self, sha256: str) -> Iterator[Path]:
        yield self._path(sha256)


class S3Store:
    def __init__(self, config: dict) -> None:
        self.bucket = config["S3_BUCKET"]
        self.client = boto3.client(
            "s3",
            endpoint_url=config["S3_ENDPOINT"],
            region_name=config["S3_REGION"],
            aws_access_key_id=config["S3_ACCESS_KEY_ID"],
            aws_secret_access_key=config["S3_SECRET_ACCESS_KEY"],
            config=BotoConfig(
                s3={"addressing_style": "path"},
                connect_timeout=3,
                retries={"max_attempts": 3},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        )

    def _key(self, sha256: str) -> str:
        return f"objects/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def keep(self, path: Path, sha256: str) -> None:
        self.client.upload_file(str(path), self.bucket, self._key(sha256))
        path.unlink()

    def exists(self, sha256: str) -> bool:
        try:
            self.client.head_object(Bucket=self.bucket, Key=self._key(sha256))
        except ClientError as error:
            if error.response["Error"]["Code"] in ("404", "NoSuchKey", "NotFound"):
                return False
            raise
        return True

    def local(self, sha256: str) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile(prefix="object-") as copy:
            self.client.download_fileobj(self.bucket, self._key(sha256), copy)
            copy.flush()
            yield Path(copy.name)


def init_app(app: Flask) -> None:
    config = app.config
    app.extensions["storage"] = (
        S3Store(config) if config["S3_ENDPOINT"] else DiskStore(config["STORAGE_DIR"])
    )


def _store() -> Store:
    return current_app.extensions["storage"]


def _incoming() -> Path | None:
    """Where bytes wait while they come in: beside the objects, so that keeping is a rename."""
    store = _store()
    if not isinstance(store, DiskStore):
        return None
    folder = store.root / "incoming"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def put(stream: IO[bytes], limit: int | None = None) -> Stored:
    """Keep the bytes of `stream`, hashed as they pass; raise `TooLarge` beyond `limit` bytes."""
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=_incoming(), prefix="in-")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                if limit is not None and size > limit:
                    raise TooLarge
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        _store().keep(path, digest.hexdigest())
    finally:
        path.unlink(missing_ok=True)
    return Stored(digest.hexdigest(), size)


def put_file(path: Path) -> Stored:
    with path.open("rb") as stream:
        return put(stream)


def put_bytes(data: bytes) -> Stored:
    from io import BytesIO

    return put(BytesIO(data))


def exists(sha256: str) -> bool:
    return _store().exists(sha256)


@contextmanager
def local_copy(sha256: str) -> Iterator[Path]:
    """A path to the object's bytes, for the time of the `with`; never write to it."""
    yield from _store().local(sha256)


def read(sha256: str) -> bytes:
    with local_copy(sha256) as path:
        return path.read_bytes()
