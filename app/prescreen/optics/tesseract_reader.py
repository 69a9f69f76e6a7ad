"""A program that reads pages, one after the other, with whichever models they ask for.

Tesseract's own command holds the models it was started with, and to start one for Latin letters
costs 0.1 s of processor, a quarter of a page. Here each model is loaded when it is first asked for
and stays; nine of them are about 130 MiB. It calls the library that pytesseract's command is
made of, imports nothing of the application, and is started by path. An order is a line of JSON on
its input; the answer is the length of the table and the table, or -1 where the model is missing.
"""

import ctypes
import json
import os
import sys
from collections import OrderedDict
from typing import Any

TESSERACT, LEPTONICA = "libtesseract.so.5", "liblept.so.5"
HANDLE, TEXT, NUMBER = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
SIGNATURES = {
    "Create": (HANDLE,),
    "Delete": (None, HANDLE),
    "Init3": (NUMBER, HANDLE, TEXT, TEXT),
    "SetVariable": (NUMBER, HANDLE, TEXT, TEXT),
    "SetPageSegMode": (None, HANDLE, NUMBER),
    "SetImage2": (None, HANDLE, HANDLE),
    "SetSourceResolution": (None, HANDLE, NUMBER),
    "GetTsvText": (HANDLE, HANDLE, NUMBER),
    "Clear": (None, HANDLE),
}


class Library:
    """The few functions of Tesseract's C interface that a page needs."""

    def __init__(self) -> None:
        self.library = ctypes.CDLL(TESSERACT)
        self.pictures = ctypes.CDLL(LEPTONICA)
        self.pictures.pixRead.restype = HANDLE
        self.library.TessDeleteText.argtypes = [HANDLE]
        for name, (result, *arguments) in SIGNATURES.items():
            function = self[name]
            function.restype, function.argtypes = result, arguments

    def __getitem__(self, name: str) -> Any:
        return getattr(self.library, f"TessBaseAPI{name}")

    def loaded(self, model: str, options: dict) -> int | None:
        """A handle that has the model; None where there is no such model."""
        handle = self["Create"]()
        folder = options["folder"].encode() if options["folder"] else None
        if self["Init3"](handle, folder, model.encode()):
            self["Delete"](handle)
            return None
        self["SetPageSegMode"](handle, options["mode"])
        for name, value in options["variables"].items():
            self["SetVariable"](handle, name.encode(), value.encode())
        return handle

    def table(self, handle: int, path: str, resolution: int) -> bytes:
        """Of the page, as `tesseract … tsv` prints it, but for the names of the columns."""
        picture = HANDLE(self.pictures.pixRead(path.encode()))
        self["SetImage2"](handle, picture)
        self["SetSourceResolution"](handle, resolution)
        text = self["GetTsvText"](handle, 0)
        found = ctypes.string_at(text) if text else b""
        self.library.TessDeleteText(text)
        self["Clear"](handle)
        self.pictures.pixDestroy(ctypes.byref(picture))
        return found


def main(most: int) -> None:
    library = Library()
    models: OrderedDict[str, int] = OrderedDict()  # the longest unused first
    for line in sys.stdin.buffer:
        order = json.loads(line)
        key = json.dumps([order["model"], order["options"]])
        handle = models.pop(key, None) or library.loaded(order["model"], order["options"])
        if handle is None:
            answer(None)
            continue
        models[key] = handle
        answer(library.table(handle, order["path"], order["resolution"]))
        while len(models) > most:
            library["Delete"](models.popitem(last=False)[1])


def answer(table: bytes | None) -> None:
    head = -1 if table is None else len(table)
    sys.stdout.buffer.write(f"{head}\n".encode() + (table or b""))
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
    os._exit(0)  # the library's own end warns of what it leaks, and takes its time
