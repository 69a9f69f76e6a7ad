"""What keeps the processes of `make run` alive: real children that end in one way or another."""

import sys

import pytest

from ops import run
from ops.run import BACK_OFF, STEADY, Process


@pytest.fixture
def supervised(tmp_path, monkeypatch):
    """A process of which each start adds a line to a file, and that then ends with `code`."""
    monkeypatch.setattr(run, "LOGS", tmp_path)
    starts = tmp_path / "starts"
    made = []

    def _supervised(code: int, alive: float) -> Process:
        script = f"open({str(starts)!r}, 'a').write('x'); raise SystemExit({code})"
        process = Process("reader", [sys.executable, "-c", script], {})
        process.start()
        process.running.wait()
        process.started_at -= alive
        made.append(process)
        return process

    _supervised.starts = lambda: len(starts.read_text())
    yield _supervised
    for process in made:
        if process.running:
            process.running.wait()


def test_a_reader_that_did_its_jobs_is_replaced_at_once(supervised, capsys):
    process = supervised(0, alive=STEADY + 1)
    process.watch()
    process.running.wait()
    assert supervised.starts() == 2
    assert process.failures == 0
    assert capsys.readouterr().out == ""  # nothing went wrong: nothing is said


@pytest.mark.parametrize(("code", "alive"), [(1, STEADY + 1), (0, 0), (1, 0)])
def test_what_died_or_ended_too_soon_waits_before_it_starts_again(supervised, capsys, code, alive):
    process = supervised(code, alive)
    process.watch()
    assert process.running is None
    assert supervised.starts() == 1
    assert f"starts again in {BACK_OFF[0]} s" in capsys.readouterr().out
    process.watch()
    assert supervised.starts() == 1  # the wait is not over
    process.next_start = 0
    process.watch()
    process.running.wait()
    assert supervised.starts() == 2


def test_each_death_in_a_row_waits_longer(supervised):
    process = supervised(1, alive=0)
    waits = []
    for _rank in range(len(BACK_OFF) + 1):
        before = run.time.monotonic()
        process.watch()
        waits.append(round(process.next_start - before))
        process.next_start = 0
        process.watch()
        process.running.wait()
    assert waits == [*BACK_OFF, BACK_OFF[-1]]
