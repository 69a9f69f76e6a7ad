"""Copy the front-end packages from npm into this folder, and build the sprite of the icons in use.

Run by hand when a version changes: `python app/static/vendor/refresh.py` (needs npm).
"""

import re
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
PACKAGES = {
    "@tabler/core@1.6.1": (
        "tabler-1.6.1",
        ["dist/css/tabler.min.css", "dist/js/tabler.min.js", "README.md"],
    ),
    "htmx.org@2.0.11": ("htmx-2.0.11", ["dist/htmx.min.js", "LICENSE"]),
    "@fontsource-variable/inter@5.3.0": (
        "inter-5.3.0",
        ["LICENSE"]
        + [
            f"files/inter-{subset}-wght-normal.woff2"
            for subset in ("latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese")
        ],
    ),
}
ICONS = "@tabler/icons@3.51.0"
NAMES = """
activity alert-circle alert-triangle align-left archive arrow-back-up arrow-down arrow-left
arrow-right arrow-up arrows-diff arrows-maximize arrows-split ban bell building calendar
calendar-due camera certificate chart-bar check checks chevron-down chevron-left chevron-right
chevron-up circle circle-check circle-dashed circle-x clipboard-check clock clock-pause coin-euro
contrast copy database device-floppy dots-vertical download edit external-link eye eye-check file
file-certificate file-check file-description file-export file-invoice file-off file-plus
file-text file-type-pdf file-upload file-x files filter fingerprint flag hand-stop help-circle
history home hourglass id info-circle key keyboard language layout-dashboard layers-union link
list list-check list-details loader lock login logout mail map-pin menu-2 message message-circle
minus pencil photo photo-off player-pause player-play plus point printer qrcode receipt refresh
rotate rotate-2 rotate-clockwise ruler-2 scan search send send-2 server settings shield shield-check
shield-lock shield-off sort-ascending sort-descending rubber-stamp switch-horizontal tag text-recognition
trash truck-delivery upload user user-check user-cog user-off user-plus users wand
world writing x zoom-in zoom-out zoom-question zoom-scan
""".split()
SVG = re.compile(r"<svg[^>]*>(.*?)</svg>", re.DOTALL)


def unpack(package: str, folder: Path) -> Path:
    done = subprocess.run(  # noqa: S603
        ["npm", "pack", "--silent", package],  # noqa: S607
        cwd=folder,
        check=True,
        capture_output=True,
        text=True,
    )
    archive = folder / done.stdout.strip().splitlines()[-1]
    target = folder / archive.stem
    with tarfile.open(archive) as content:
        content.extractall(target, filter="data")
    return target / "package"


def copy(source: Path, target: Path) -> None:
    """Without the link to a source map, which is not shipped."""
    if target.suffix not in {".css", ".js"}:
        shutil.copy(source, target)
        return
    text = re.sub(r"/\*# sourceMappingURL=.*?\*/|//# sourceMappingURL=\S*", "", source.read_text())
    target.write_text(text)


def sprite(icons: Path) -> str:
    symbols = []
    for name in sorted(NAMES):
        [body] = SVG.findall((icons / "icons" / "outline" / f"{name}.svg").read_text())
        body = re.sub(r'<path[^>]*stroke="none"[^>]*/>', "", body)
        body = " ".join(body.split())
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{body}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for package, (short, files) in PACKAGES.items():
            root, target = unpack(package, folder), HERE / short
            target.mkdir(exist_ok=True)
            for file in files:
                copy(root / file, target / Path(file).name)
        icons = unpack(ICONS, folder)
        target = HERE / "tabler-icons-3.51.0"
        target.mkdir(exist_ok=True)
        shutil.copy(icons / "LICENSE", target / "LICENSE")
        (target / "sprite.svg").write_text(sprite(icons))


if __name__ == "__main__":
    main()
