"""Trains `app/prescreen/data/hand.npz`: whether a word is written by hand or printed.

    python -m tests.bench.fit_hand draw  --hand DIR --print DIR --out words.npz
    python -m tests.bench.fit_hand train --words words.npz…    (an environment with scikit-learn)

Words of the prescreen's own lexicon are drawn in the faces of two folders (woff or ttf; packages of
Fontsource were used, the handwriting faces of the corpus left out), one at a time, with what stands
near a word on a form: rules, dots, scraps of its neighbours; then aged as `fit_glyphs` ages pages.
One face in six is only tested on. The weights in use come of three draws (seeds 1, 2 and 5, 140,000
words), the first two before italics were among the printed faces: of faces never seen 67 % of the
words by hand are told, 87 % of those in print, so that only whole items of a page are trusted.
"""

import argparse
import random
from pathlib import Path

import numpy as np

from tests.bench.fit_glyphs import vocabulary

TARGET = Path(__file__).parents[2] / "app/prescreen/data/hand.npz"
SUBSETS = {"Latn": "latin", "Cyrl": "cyrillic"}
SHARES = {"Latn": 3, "Cyrl": 2}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("step", choices=["draw", "train"])
    parser.add_argument("--hand", type=Path)
    parser.add_argument("--print", type=Path, dest="printed")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--words", type=Path, nargs="+")
    parser.add_argument("--count", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    draw(args) if args.step == "draw" else train(args)


# -- drawing ---------------------------------------------------------------------------------------


def draw(args: argparse.Namespace) -> None:
    from app.prescreen.optics import hand

    rng, listed = random.Random(args.seed), vocabulary()
    faces = {
        (name, is_hand): families(folder, SUBSETS[name])
        for name in SUBSETS
        for is_hand, folder in ((True, args.hand), (False, args.printed))
    }
    print({key: len(found) for key, found in faces.items()})
    found, labels, held = [], [], []
    while len(found) < args.count:
        name = rng.choices(list(SHARES), list(SHARES.values()))[0]
        is_hand = rng.random() < 0.5
        rank = rng.randrange(len(faces[name, is_hand]))
        word = rng.choice([w for w in rng.choices(listed[name], k=8) if len(w) > 2] or ["2019"])
        crop = drawn(word, rng.choice(faces[name, is_hand][rank]), is_hand, rng)
        if crop is None:
            continue
        found.append(hand.normal(crop))
        labels.append(is_hand)
        held.append(rank % 6 == 0)
    parts = np.array_split(np.stack(found), 1 + len(found) // 500)
    words = np.concatenate([hand.gradients(part).astype(np.float16) for part in parts])
    np.savez(args.out, words=words, labels=np.array(labels), held=np.array(held))


def families(folder: Path, subset: str) -> list[list[str]]:
    """Files of each face that has the script."""
    found = []
    for family in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = [str(file) for file in family.rglob(f"*-{subset}-[47]00-*.woff")]
        found += [files] if files else []
    return found


def drawn(word: str, face: str, is_hand: bool, rng: random.Random) -> np.ndarray | None:
    """The word as OCR would box it, on aged paper; None where the face lacks its letters."""
    import cv2
    from PIL import Image, ImageDraw, ImageFont

    manner = rng.choice([str.lower, str.title, str.title, str.title if is_hand else str.upper])
    word = manner(word) if rng.random() < 0.9 else str(rng.randint(100, 99_999_999))
    size = rng.randint(14, 44)
    font = ImageFont.truetype(face, size)
    box = font.getbbox(word)
    if box[2] - box[0] < size or font.getmask(word).getbbox() is None:
        return None
    wide, high = box[2] - box[0] + 6 * size, 4 * size
    image = Image.new("L", (wide, high), rng.randint(215, 255))
    pen, ink = ImageDraw.Draw(image), rng.randint(0, 120)
    at = (3 * size - box[0], 1.5 * size - box[1])
    pen.text(at, word, font=font, fill=ink, stroke_width=int(not is_hand and rng.random() < 0.15))
    left, top, right, bottom = pen.textbbox(at, word, font=font)
    surroundings(pen, (left, top, right, bottom), font, ink, rng)
    page = np.asarray(image)
    lean = rng.gauss(0, 1.2) + (rng.gauss(0, 1.5) if is_hand else 0)
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), lean, 1)
    page = cv2.warpAffine(page, turn, (wide, high), borderValue=240)
    # to the height of letters that OCR is given
    shrink = rng.uniform(9, 22) / max(9.0, 0.55 * size)
    page, share = smudged(page, rng), min(1.0, shrink)
    page = cv2.resize(page, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    jitter = [rng.uniform(-0.06, 0.12) * (bottom - top) for _ in range(4)]
    x0, y0, x1, y1 = (
        max(0, round(v * share))
        for v in (left - jitter[0], top - jitter[1], right + jitter[2], bottom + jitter[3])
    )
    return page[y0:y1, x0:x1] if y1 - y0 > 4 and x1 - x0 > 6 else None


def surroundings(pen, box, font, ink: int, rng: random.Random) -> None:
    """What a form has near a word: a rule or dots under it, its neighbours on the line."""
    left, top, right, bottom = box
    if rng.random() < 0.35:
        y = bottom + rng.uniform(-0.15, 0.3) * (bottom - top)
        step = rng.choice([0, 0, 3, 5])
        if step:
            for x in range(0, int(right) + 60, 2 * step):
                pen.line((x, y, x + step - 1, y), fill=ink, width=1)
        else:
            pen.line((0, y, right + 60, y), fill=ink, width=rng.choice([1, 1, 2]))
    if rng.random() < 0.5:
        pen.text((right + font.size * 0.35, top), "mn", font=font, fill=ink)


def smudged(page: np.ndarray, rng: random.Random) -> np.ndarray:
    """Blur, noise, a fax's black and white, a JPEG's squares."""
    import cv2

    noise = np.random.default_rng(rng.getrandbits(32))
    page = page.astype(np.float32)
    if rng.random() < 0.6:
        page = cv2.GaussianBlur(page, (0, 0), rng.uniform(0.3, 1.6))
    page = np.clip(page + noise.normal(0, rng.uniform(0, 10), page.shape), 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        page = np.where(page > rng.randint(130, 200), 255, 0).astype(np.uint8)
    if rng.random() < 0.5:
        _, data = cv2.imencode(".jpg", page, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(15, 80)])
        page = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE)
    return page


# -- training --------------------------------------------------------------------------------------


def train(args: argparse.Namespace) -> None:
    from sklearn.neural_network import MLPClassifier

    drawn_words = [np.load(file) for file in args.words]
    words, labels, held = (
        np.concatenate([stored[name] for stored in drawn_words])
        for name in ("words", "labels", "held")
    )
    words = words.astype(np.float32)
    net = MLPClassifier(
        (24,), alpha=1e-3, batch_size=512, early_stopping=True, max_iter=30, random_state=args.seed
    )
    net.fit(words[~held], labels[~held])
    for is_hand in (True, False):
        chosen = held & (labels == is_hand)
        print("hand" if is_hand else "print", "of faces never seen:", int(chosen.sum()), "words,",
              f"{(net.predict(words[chosen]) == is_hand).mean():.1%} right")  # fmt: skip
    (w1, w2), (b1, b2) = net.coefs_, net.intercepts_
    named = {"w1": w1, "b1": b1, "w2": w2, "b2": b2}
    np.savez_compressed(TARGET, **{name: v.astype(np.float16) for name, v in named.items()})


if __name__ == "__main__":
    main()
