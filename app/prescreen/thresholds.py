"""Every figure the prescreen decides by. Fitted by `tests/bench/prescreen.py` on generated sets."""

# Seconds
OCR_SECONDS = 25.0  # of one Tesseract call; the page then fails alone
FILE_SECONDS = 240.0  # after which the rest of a long file is left unread, and a person told

# Geometry
OCR_LONG_SIDE = 2339  # pixels: more than A4 at 200 dpi is only slower
OCR_SHORT_TEXT = 20  # pixels: height of a line of text under which the page is enlarged
SKEW_WORTH_TURNING = 0.4  # degrees
MOST_SKEW = 8.0  # degrees that are looked for

# Orientation and script
GLYPH_MARGIN = 60.0  # nats behind the likeliest within which another reading is tried
MOST_READINGS = 3  # that glyphs leave possible
MOST_CALLS = 4  # of Tesseract for one page
SURELY_MIXED = 0.18  # share of the second of two scripts, from which both models read the page
PERHAPS_MIXED = 0.08  # … from which they do if one model reads badly
SURE_CONFIDENCE = 73.0  # mean word confidence over which no other reading is tried
NO_KANA = 40.0  # confidence that a Japanese reading without kana loses
LESS_LIKELY = 12.0  # confidence by which a reading that glyphs speak against must be better
POOR_CONFIDENCE = 66.0  # under which the other ways up are tried too

# Words: confidence under which a word of 1, 2, 3, 4 or more signs is taken for ornament
WORD_CONFIDENCE = (82.0, 72.0, 60.0, 38.0)
BESIDE_CONFIDENCE = (0.0, 0.0, 0.0, 0.0)  # the same right beside a word well read
ANCHOR_CONFIDENCE = 65.0  # of a word well read, of three signs or more
BESIDE_GAP = 3.0  # heights of a line
USUAL_CONFIDENCE = 80.0  # of printed words; a page read with less has lower bars

REAL_SCRIPT = 0.1  # share of the letters under which a second script is a mistake

# Blank pages
BLANK_INK = 0.0012  # share of dark pixels under which a page is blank

# Language
LANGUAGE_SHARE = 0.12  # share of the words from which a second language is named
SURE_LANGUAGE = 0.6  # probability under which the language is a doubt
FRENCH_SHARE = 0.3  # share of French from which a bilingual paper is "already in French"

# Legibility
LEGIBLE = 0.5  # score under which a file is refused as illegible
READS_WELL = 0.75  # share of sure letters over which nothing else is asked
SURE_WORD = 55.0  # confidence
FEWEST_LETTERS = 12
SEEN_WEIGHT = 0.74  # of a picture that looks perfect but that OCR cannot read
SMALLEST, LARGE_ENOUGH = 300, 800  # pixels of the long side
PALEST, CONTRAST_ENOUGH = 12, 45  # levels of grey between ink and paper
BLURRED, SHARP_ENOUGH = 0.09, 0.2  # slope of the steepest edges, in contrasts a pixel
DARK = 90  # level of the paper
