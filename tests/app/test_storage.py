"""Objects come back byte for byte, from disk and from a real S3 peer."""

import hashlib
import io
import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app import storage

S3_SETTINGS = (
    "S3_ENDPOINT",
    "S3_BUCKET",
    "S3_ACCESS_KEY_ID",
    "S3_SECRET_ACCESS_KEY",
    "S3_REGION",
)


@pytest.fixture(params=["disk", "s3"])
def store(request, app, tmp_path, monkeypatch):
    if request.param == "s3":
        names = (
            "S3_ENDPOINT",
            "S3_BUCKET",
            "S3_ACCESS_KEY_ID",
            "S3_SECRET_ACCESS_KEY",
            "S3_REGION",
        )
        chosen = storage.S3Store({name: os.environ[f"TEST_{name}"] for name in names})
    else:
        chosen = storage.DiskStore(str(tmp_path))
    monkeypatch.setitem(app.extensions, "storage", chosen)
    return chosen


def test_bytes_come_back_as_they_were(store):
    data = os.urandom(3 << 20)
    stored = storage.put(io.BytesIO(data))
    assert stored == storage.Stored(hashlib.sha256(data).hexdigest(), len(data))
    assert storage.read(stored.sha256) == data
    assert storage.exists(stored.sha256)


def test_keeping_the_same_bytes_twice_is_harmless(store):
    assert storage.put_bytes(b"acte") == storage.put_bytes(b"acte")
    assert storage.read(hashlib.sha256(b"acte").hexdigest()) == b"acte"


def test_a_stream_beyond_the_limit_is_refused_and_leaves_nothing(store):
    data = b"x" * (2 << 20)
    with pytest.raises(storage.TooLarge):
        storage.put(io.BytesIO(data), limit=1 << 20)
    assert not storage.exists(hashlib.sha256(data).hexdigest())


def test_what_was_never_kept_does_not_exist(store):
    assert not storage.exists("0" * 64)


@settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(st.binary(max_size=5000))
def test_the_address_is_the_digest(app, tmp_path_factory, data):
    app.extensions["storage"] = storage.DiskStore(str(tmp_path_factory.getbasetemp() / "props"))
    stored = storage.put_bytes(data)
    assert stored.sha256 == hashlib.sha256(data).hexdigest()
    assert storage.read(stored.sha256) == data
