"""Trains `app/prescreen/data/glyphs.npz`: which way up and in which script a window of ink is.

    python -m tests.bench.fit_glyphs draw  --fonts DIR --out windows.npz   (the product's own environment)
    python -m tests.bench.fit_glyphs train --windows windows.npz           (an environment with jax)

Pages are drawn with every font of the machine (and of DIR, e.g. handwriting faces) that holds the
script, from the words of the prescreen's own lexicon, then aged: blur, noise, fax, JPEG, uneven
light, a slight lean. Nothing comes from the corpus that the figures are measured on.
"""  # noqa: E501

import argparse
import random
import subprocess
import tomllib
from collections import defaultdict
from pathlib import Path

import numpy as np

DATA = Path(__file__).parents[2] / "app/prescreen/data"
SCRIPTS = (
    "Latn", "Cyrl", "Arab", "Grek", "Hebr", "Armn", "Geor", "Ethi",
    "Deva", "Beng", "Taml", "Thai", "Hans", "Jpan", "Kore",
)  # fmt: skip
FONT_LANGUAGES = {
    "Latn": "pl", "Cyrl": "uk", "Arab": "fa", "Grek": "el", "Hebr": "he", "Armn": "hy",
    "Geor": "ka", "Ethi": "am", "Deva": "hi", "Beng": "bn", "Taml": "ta", "Thai": "th",
    "Hans": "zh-cn",
    "Jpan": "ja", "Kore": "ko",
}  # fmt: skip
SUBSETS = {
    "Latn": "latin", "Cyrl": "cyrillic", "Arab": "arabic", "Grek": "greek", "Hebr": "hebrew",
    "Armn": "armenian", "Geor": "georgian", "Ethi": "ethiopic", "Deva": "devanagari",
    "Beng": "bengali", "Taml": "tamil", "Thai": "thai", "Hans": "chinese-simplified",
    "Jpan": "japanese", "Kore": "korean",
}  # fmt: skip
LANGUAGES = {
    "Latn": "fr en de es pt it ro nl pl cs sk hr bs sl sq tr hu lt lv et fi sv no da vi so mg az",
    "Cyrl": "uk ru bg mk sr be", "Arab": "ar fa prs ps ur", "Grek": "el", "Hebr": "he",
    "Armn": "hy", "Geor": "ka", "Ethi": "am ti", "Deva": "hi mr ne", "Beng": "bn", "Taml": "ta",
    "Thai": "th", "Hans": "zh", "Jpan": "ja", "Kore": "ko",
}  # fmt: skip
SHARES = {"Latn": 5, "Cyrl": 4, "Arab": 3, "Grek": 1.5, "Ethi": 1.3, "Armn": 1.3}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=["draw", "train"])
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--windows", type=Path)
    parser.add_argument("--pages", type=int, default=3400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--continued", action="store_true", help="start from the weights in place")
    args = parser.parse_args()
    if args.step == "draw":
        draw(args.fonts, args.out, args.pages, args.seed)
    else:
        train(args)


# -- drawing ---------------------------------------------------------------------------------------


def draw(extra: Path | None, out: Path, count: int, seed: int) -> None:
    from app.prescreen.optics import geometry, glyphs

    rng = random.Random(seed)
    words, fonts = vocabulary(), {name: fonts_of(name, extra) for name in SCRIPTS}
    print({name: len(files) for name, files in fonts.items()})
    found, labels = [], []
    for n in range(count):
        name = rng.choices(SCRIPTS, [SHARES.get(s, 1.0) for s in SCRIPTS])[0]
        label = SCRIPTS.index(name)
        try:
            page = drawn(name, words[name], rng.choice(fonts[name]), rng)
        except OSError:
            continue
        if rng.random() < ORNAMENTS:
            page, label = ornament(rng), len(SCRIPTS)
        crops = glyphs.windows(geometry.even_light(aged(page, rng)), 60)
        found.append((crops * 255).clip(0, 255).astype(np.uint8))
        labels.append(np.full(len(crops), label, np.uint8))
        if n % 200 == 0:
            print(n, flush=True)
    np.savez_compressed(out, windows=np.concatenate(found), labels=np.concatenate(labels))


def vocabulary() -> dict[str, list[str]]:
    listed = tomllib.loads((DATA / "words.toml").read_text("utf-8"))
    kinds = tomllib.loads((DATA / "kinds.toml").read_text("utf-8"))
    found: dict[str, list[str]] = {}
    for name, codes in LANGUAGES.items():
        text = " ".join(listed.get(code, "") for code in codes.split())
        for code in codes.split():
            own = [
                t for k, t in kinds.get(code, {}).items() if k not in ("passport", "identity_card")
            ]
            text += " " + " ".join(own).replace(";", " ").replace("~", "")
        found[name] = [w for w in text.split() if is_of(name, w)]
    found["Hans"] += ["".join(random.Random(n).choices(table("gb2312"), k=3)) for n in range(3000)]
    found["Kore"] += ["".join(random.Random(n).choices(table("euc_kr"), k=3)) for n in range(2000)]
    kanji, kana = table("shift_jis"), [chr(c) for c in range(0x3041, 0x30F7)]
    found["Jpan"] += ["".join(random.Random(n).choices(kana, k=3)) for n in range(1500)]
    found["Jpan"] += ["".join(random.Random(n).choices(kanji, k=2)) for n in range(900)]
    return found


def table(codec: str) -> list[str]:
    """The commonest characters of a national standard."""
    first, last = {"gb2312": (0xB0, 0xD7), "euc_kr": (0xB0, 0xC8), "shift_jis": (0x89, 0x97)}[codec]
    signs = []
    for high in range(first, last):
        for low in range(0xA1, 0xFE):
            try:
                signs.append(bytes((high, low)).decode(codec))
            except UnicodeDecodeError:
                continue
    return [s for s in signs if len(s) == 1 and ord(s) > 0x3000]


def is_of(name: str, word: str) -> bool:
    from app.prescreen.content import script

    return script.main_of(word) in ({"Hans", "Jpan"} if name == "Jpan" else {name})


def fonts_of(name: str, extra: Path | None) -> list[str]:
    """One file a family, so that the many cuts of one face do not drown the others."""
    listed = subprocess.run(
        ["fc-list", f":lang={FONT_LANGUAGES[name]}", "family", "file"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    families: dict[str, list[str]] = defaultdict(list)
    for line in listed.splitlines():
        file, _, family = line.partition(": ")
        families[family.split(",")[0].strip()].append(file.strip())
    files = [rng_file for family in families.values() for rng_file in sorted(family)[:3]]
    wanted = f"*-{SUBSETS[name]}-[47]00-normal.woff"
    return files + (sorted(map(str, extra.rglob(wanted))) * 2 if extra else [])


def drawn(name: str, words: list[str], font_file: str, rng: random.Random) -> np.ndarray:
    from PIL import Image, ImageDraw, ImageFont

    size = rng.randint(16, 60)
    image = Image.new("L", (1100, 900), rng.randint(225, 255))
    pen = ImageDraw.Draw(image)
    y, ink = 20, rng.randint(0, 110)
    while y < 860:
        own = max(12, int(size * rng.choice([1, 1, 1, 1, 1.4, 0.8])))
        font = ImageFont.truetype(font_file, own)
        x = rng.choice([30, 30, 200, 400])
        text = line_of(name, words, rng, (1050 - x) / own * rng.uniform(0.4, 1.9))
        pen.text((x, y), text, font=font, fill=ink, features=None)
        y += int(own * rng.uniform(1.25, 2.2))
        if rng.random() < 0.08:
            pen.line((30, y, 1050, y), fill=ink, width=rng.randint(1, 3))
    return np.asarray(image)


def ornament(rng: random.Random) -> np.ndarray:  # noqa: C901 - six drawings in a row
    """What is no writing: guilloches, rosettes, frames, dotted rules, hatching, scribbles."""
    from PIL import Image, ImageDraw

    image = Image.new("L", (1100, 900), rng.randint(215, 255))
    pen = ImageDraw.Draw(image)
    for _ in range(rng.randint(4, 12)):
        kind, ink, width = rng.randrange(6), rng.randint(0, 190), rng.choice([1, 1, 1, 2, 3])
        x, y, size = rng.uniform(0, 1000), rng.uniform(0, 850), rng.uniform(10, 260)
        if kind == 0:  # a band of interlaced waves
            high, period = rng.uniform(5, 40), rng.uniform(10, 90)
            for phase in np.linspace(0, np.pi * 2, rng.randint(2, 7)):
                t = np.arange(0, 1100, 2)
                wave = y + high * np.sin(t / period * 2 * np.pi + phase) * np.cos(t / (period * 3))
                pen.line(list(zip(t, wave, strict=True)), fill=ink, width=width)
        elif kind == 1:  # a rosette
            t = np.linspace(0, 2 * np.pi, 700)
            for petals in rng.sample(range(3, 40), rng.randint(1, 4)):
                r = size * (0.7 + 0.3 * np.sin(petals * t))
                points = zip(x + r * np.cos(t), y + r * np.sin(t), strict=True)
                pen.line(list(points), fill=ink, width=width)
        elif kind == 2:  # rules, dotted or not
            gap, step = rng.randint(14, 60), rng.choice([2, 4, 6, 9])
            for row in range(int(y), min(900, int(y) + 6 * gap), gap):
                for at in range(20, 1080, step * 2):
                    pen.line((at, row, at + step, row), fill=ink, width=width)
        elif kind == 3:  # little signs in rows: stars, crosses, lozenges
            side, gap = rng.uniform(3, 14), rng.randint(14, 50)
            for at in range(10, 1090, gap):
                shape = rng.choice([4, 5, 6, 8])
                pen.regular_polygon((at, y, side), shape, rotation=rng.choice([0, 45]), outline=ink)
        elif kind == 4:  # hatching
            for at in range(int(x), int(x + size), rng.randint(4, 12)):
                pen.line((at, y, at + size / 3, y + size / 2), fill=ink, width=width)
        else:  # a flourish
            t = np.linspace(0, rng.uniform(3, 12), 200)
            fx, fy = rng.uniform(1, 3), rng.uniform(1, 3)
            points = zip(
                x + size * np.sin(fx * t) * t / 9, y + size / 3 * np.cos(fy * t), strict=True
            )
            pen.line(list(points), fill=ink, width=width)
    return np.asarray(image)


ORNAMENTS = 0.12  # share of the pages that hold no writing


def line_of(name: str, words: list[str], rng: random.Random, letters: float) -> str:
    line, glue = "", "" if name in ("Hans", "Jpan", "Thai") and rng.random() < 0.8 else " "
    manner = rng.choice([str, str, str, str.title, str.upper]) if name in CASED else str
    while len(line) < letters:
        word = rng.choice(words) if rng.random() > 0.1 else str(rng.randint(1, 3000))
        line += manner(word) + glue
    return line


CASED = {"Latn", "Cyrl", "Grek", "Armn"}


def aged(page: np.ndarray, rng: random.Random) -> np.ndarray:
    import cv2

    noise = np.random.default_rng(rng.getrandbits(32))
    height, width = page.shape
    if rng.random() < 0.7:
        lean = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-4, 4), 1)
        page = cv2.warpAffine(page, lean, (width, height), borderValue=240)
    if rng.random() < 0.25:
        move = np.float32([[rng.uniform(0, 60), rng.uniform(0, 50)] for _ in range(4)])
        move *= np.float32([[1, 1], [-1, 1], [-1, -1], [1, -1]])
        square = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        warp = cv2.getPerspectiveTransform(square, square + move)
        page = cv2.warpPerspective(page, warp, (width, height), borderValue=200)
    page = page.astype(np.float32)
    if rng.random() < 0.6:
        page = cv2.GaussianBlur(page, (0, 0), rng.uniform(0.4, 1.9))
    if rng.random() < 0.4:
        light = cv2.resize(noise.normal(1, 0.13, (4, 4)).astype(np.float32), (width, height))
        page = page * light
    page = np.clip(page + noise.normal(0, rng.uniform(0, 9), page.shape), 0, 255).astype(np.uint8)
    if rng.random() < 0.25:
        page = np.where(page > rng.randint(120, 200), 255, 0).astype(np.uint8)
        specks = noise.random(page.shape)
        page[specks < rng.uniform(0, 0.004)] = 0
    if rng.random() < 0.5:
        _, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(12, 70)])
        page = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return page


# -- training --------------------------------------------------------------------------------------


def train(args: argparse.Namespace) -> None:
    import jax
    import jax.numpy as jnp

    rng, epochs = np.random.default_rng(args.seed), args.epochs
    stored = np.load(args.windows)
    windows, labels = stored["windows"], stored["labels"].astype(np.int32)
    order = rng.permutation(len(labels))
    held, used = order[: len(order) // 20], order[len(order) // 20 :]
    weights = {k: jnp.asarray(v) for k, v in first(rng, args.continued).items()}
    moment = {k: (jnp.zeros_like(v), jnp.zeros_like(v)) for k, v in weights.items()}

    def logits_of(weights, x):
        layer = x[..., None]
        for n in "123":
            layer = jax.lax.conv_general_dilated(
                layer, weights[f"c{n}"], (1, 1), "SAME", dimension_numbers=("NHWC", "HWIO", "NHWC")
            )
            layer = jax.nn.relu(layer + weights[f"b{n}"])
            layer = jax.lax.reduce_window(
                layer, -jnp.inf, jax.lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID"
            )
        flat = layer.reshape(len(layer), -1)
        return jax.nn.relu(flat @ weights["d1"] + weights["e1"]) @ weights["d2"] + weights["e2"]

    def loss_of(weights, x, y):
        logits = jax.nn.log_softmax(logits_of(weights, x))
        return -jnp.mean(jnp.take_along_axis(logits, y[:, None], axis=1))

    @jax.jit
    def step(weights, moment, x, y, t, rate):
        loss, slopes = jax.value_and_grad(loss_of)(weights, x, y)
        new_w, new_m = {}, {}
        for k, g in slopes.items():
            m, v = moment[k]
            m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g
            change = (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8)
            new_w[k] = weights[k] * (1 - rate * 0.002) - rate * change
            new_m[k] = (m, v)
        return new_w, new_m, loss

    right = jax.jit(lambda w, x, y: jnp.mean(jnp.argmax(logits_of(w, x), axis=1) == y))
    t, batch, steps = 0, 256, epochs * (len(used) // 256)
    for epoch in range(epochs):
        rng.shuffle(used)
        total = 0.0
        for at in range(0, len(used) - batch, batch):
            t += 1
            x, y = turned(windows[used[at : at + batch]], labels[used[at : at + batch]], rng)
            rate = args.rate * 0.5 * (1 + np.cos(np.pi * t / steps)) + 1e-5
            weights, moment, loss = step(weights, moment, x, y, float(t), rate)
            total += float(loss)
        x, y = turned(windows[held], labels[held], np.random.default_rng(0))
        print(epoch, round(total * batch / len(used), 3), float(right(weights, x, y)), flush=True)
    target = DATA / "glyphs.npz"
    np.savez_compressed(target, **{k: np.asarray(v, np.float16) for k, v in weights.items()})


def first(rng: np.random.Generator, continued: bool) -> dict[str, np.ndarray]:
    weights = fresh(rng)
    if continued:
        stored = np.load(DATA / "glyphs.npz")
        for name, values in weights.items():
            old = stored[name].astype(np.float32)
            values[..., : old.shape[-1]] = old
    return weights


def fresh(rng: np.random.Generator) -> dict[str, np.ndarray]:
    shapes = {"c1": (5, 5, 1, 12), "c2": (3, 3, 12, 32), "c3": (3, 3, 32, 48)}
    shapes |= {"d1": (16 * 48, 96), "d2": (96, 4 * len(SCRIPTS) + 1)}
    weights = {}
    for (name, shape), bias in zip(shapes.items(), ("b1", "b2", "b3", "e1", "e2"), strict=True):
        spread = (2 / np.prod(shape[:-1])) ** 0.5
        weights[name] = rng.normal(0, spread, shape).astype(np.float32)
        weights[bias] = np.zeros(shape[-1], np.float32)
    return weights


def turned(windows: np.ndarray, labels: np.ndarray, rng: np.random.Generator):
    """Turn each window by a quarter at random; the label tells how to turn it back, clockwise."""
    quarters = rng.integers(0, 4, len(labels))
    x = windows.astype(np.float32) / 255
    for q in (1, 2, 3):
        x[quarters == q] = np.rot90(x[quarters == q], q, axes=(1, 2))  # anticlockwise
    return x, np.minimum(labels * 4 + quarters, 4 * len(SCRIPTS))  # an ornament has no way up


if __name__ == "__main__":
    main()
