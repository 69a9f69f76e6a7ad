"""Every figure the prescreen decides by. Fitted by `tests/bench/prescreen.py` on generated sets."""

# Seconds
OCR_SECONDS = 25.0  # of one Tesseract call; the page then fails alone
FILE_SECONDS = 240.0  # after which the rest of a long file is left unread, and a person told

# Geometry
OCR_LONG_SIDE = 3508  # pixels: more than A4 at 300 dpi is only slower
OCR_SHORT_TEXT = 20  # pixels: height of a line of text under which the page is enlarged
SKEW_WORTH_TURNING = 0.4  # degrees
MOST_SKEW = 8.0  # degrees that are looked for

# Orientation and script
SURE_CONFIDENCE = 78.0  # mean word confidence over which no other reading is tried
POOR_CONFIDENCE = 55.0  # under which the other ways up are tried too

# Blank pages
BLANK_INK = 0.0012  # share of dark pixels under which a page is blank

# Language
LANGUAGE_SHARE = 0.12  # share of the words from which a second language is named
SURE_LANGUAGE = 0.6  # probability under which the language is a doubt
FRENCH_SHARE = 0.3  # share of French from which a bilingual paper is "already in French"

# Legibility
LEGIBLE = 0.5  # score under which a file is refused as illegible
TOO_SMALL_DPI = 110
BLURRED = 0.35
DARK = 90
PALE = 40
