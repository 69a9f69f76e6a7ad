"""A server forks a decoder for each file: it may die, and so may they."""

import os
import signal

import pytest
from PIL import Image

from app.intake import decoders, rendering
from app.intake.refusals import UnsupportedFile

pytestmark = pytest.mark.no_database


@pytest.fixture
def paper(tmp_path):
    path = tmp_path / "a.tiff"
    pages = [Image.new("L", (300, 400), shade) for shade in (255, 200, 150)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


@pytest.fixture
def large(tmp_path):
    """More than a pipe holds: its decoder waits to be read."""
    path = tmp_path / "large.tiff"
    pages = [Image.new("L", (1500, 1500)) for _ in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


def shades(path):
    return [image.getpixel((9, 9)) for image in rendering.render(path)]


def server() -> int:
    return decoders._server.child.pid


def children_of(pid: int) -> list[int]:
    with open(f"/proc/{pid}/task/{pid}/children") as listed:
        return [int(child) for child in listed.read().split()]


def test_one_server_serves_one_file_after_the_other(paper):
    assert shades(paper) == [255, 200, 150]
    first = server()
    assert shades(paper) == [255, 200, 150]
    assert server() == first


def test_a_server_that_was_killed_is_started_anew(paper):
    assert rendering.inspect(paper).pages == 3
    os.kill(server(), signal.SIGKILL)
    decoders._server.child.wait()
    assert shades(paper) == [255, 200, 150]


def test_a_server_lost_in_the_middle_is_no_verdict_on_the_file(large):
    """A sound file must not be refused for it: the job tries again."""
    reading = rendering.render(large)
    next(reading)
    os.kill(server(), signal.SIGKILL)
    decoders._server.child.wait()
    with pytest.raises(decoders.DecoderLost):
        list(reading)
    assert len(shades(large)) == 3


def test_two_files_are_decoded_at_once(paper):
    one, other = rendering.render(paper), rendering.render(paper)
    both = [image.getpixel((9, 9)) for pair in zip(one, other, strict=True) for image in pair]
    assert both == [255, 255, 200, 200, 150, 150]


def test_a_decoder_that_is_killed_refuses_its_file_and_no_other(large, paper):
    reading = rendering.render(large)
    next(reading)
    (decoder,) = children_of(server())
    os.kill(decoder, signal.SIGKILL)
    with pytest.raises(UnsupportedFile):
        list(reading)
    assert shades(paper) == [255, 200, 150]


def test_a_file_given_up_half_read_leaves_no_decoder(large, paper):
    reading = rendering.render(large)
    next(reading)
    (decoder,) = children_of(server())
    reading.close()
    assert shades(paper) == [255, 200, 150]  # an order that comes after: the server has seen it
    assert decoder not in children_of(server())


def test_a_fork_leaves_the_servers_of_its_parent_alone(paper):
    assert rendering.inspect(paper).pages == 3
    pid = os.fork()
    if not pid:
        ok = False
        try:
            ok = decoders._server is None and shades(paper) == [255, 200, 150]
            decoders.close_all()
        finally:
            os._exit(0 if ok else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert shades(paper) == [255, 200, 150]


def test_a_decoder_holds_no_line_to_its_server(large):
    reading = rendering.render(large)
    next(reading)
    (decoder,) = children_of(server())
    folder = f"/proc/{decoder}/fd"
    held = [os.readlink(f"{folder}/{name}") for name in os.listdir(folder)]
    reading.close()
    assert not [name for name in held if name.startswith("socket:")]
