"""Every number that decides, in one place, with what it was measured on.

Fitted on the development set and on acts of which one digit was changed; reported on a second
set of other persons and captures (`tests/bench/fingerprint.py`).
"""

# Marks: correlation of a run of ink with what lies there on the other page
FOUND_MARK = 0.7
GUIDING_MARK = 0.6  # from which a mark refines the alignment
SURE_MARK, SURE_WINDOW = 0.9, 0.7  # from which it says where the paper is
CROSSED_MARK = 0.35  # from which a word read alike on both may be crossed by a fold
ORNAMENT = (1.8, 0.55)  # characters of height and width of an unread one; from which it is there
FAR_REACH, NEAR_REACH = 14, 6  # pixels, before and after the alignment is refined
PAPER_MARGIN = 3  # pixels beyond the hull
AS_BRIGHT = 0.9  # of the paper between sure marks: what is darker beyond the hull is the table
SPECK = 13  # pixels of what is no writing
PUSHED = 0.88  # from which ink further on the line is the same ink

# Words: correlation of the worst window of one character
FEWEST_WORDS = 8  # from which they say how sharp a page is
# Bars: an agreement, and how far below the page's own sharpness it may lie at most.
LETTERS_CONTRADICTED = (0.75, 0.15)
LETTERS_SILENT = (0.6, 0.25)  # it reads nothing there, or a piece of the same
SCRAP = (0.5, 0.3)  # of a word too short to be one: stamps are read so
READ_ALIKE, DIGITS_ALIKE = 0.5, 0.6
UNREAD, BARE = (0.82, 0.12), (0.87, 0.06)  # ink not read alike; where readings share no word
# Numbers: the least agreement, and how far below the page's own sharpness, whichever is more: one
# digit is another act, so that a number is the same only where its ink says so.
DIGITS_CONTRADICTED = (0.88, 0.05)  # OCR reads other digits on the other page
DIGITS_SILENT = (0.82, 0.08)  # it reads none there
CUT = 3  # pixels of a number that may lie beyond the edge of the other page
AS_DARK = 0.75  # of the ink of the page's writing, under which digits are an ornament's

# What is left of a zone when one page is taken from the other (`residue`): a share of the page's
# ink (of the number's own, for a number), and a piece of that share of a character's square.
LEFT, NUMBER_LEFT = (0.4, 0.004), (0.35, 0.008)
STROKE = 0.13  # of a character's height: what is thinner is no stroke
GONE = 0.5  # agreement under which a mark is not there at all
LEGIBLE_DIGIT = 0.5  # of the usual character's height: what is lower is no number
MOST_ZONES = 150  # beyond which pages are plainly different

# Pages
LEAST_AGREEMENT = 0.93  # share of the marks of one paper that another capture of it shows
LEAST_MARKS = 12  # marks under which nothing is sure
LEAST_SHARPNESS = 0.7  # under which a changed digit could hide
PROVEN = 0.85  # from which a page is legible although OCR read too little of it
MODEL_FEATURES = 60  # from which two pages are of one printed form
MODEL_AGREEMENT = 0.3

# One scan that travelled: pixels, no reading
SAME_SHADES = 0.4  # correlation of bare paper: the faintest shades that survive a small JPEG
SAME_INK = 0.9  # of every window of ink
SAME_STROKES = 0.27  # of the ink around that may be left: 0.24 at most, 0.28 of a digit 10 px high
SPOILT, RETOUCHED = 0.35, 0.45  # the same of pages that show the same otherwise; of one that lies

# A later copy of the same record
COPY_AGREEMENT = 0.45
LAST_LINES = 0.45  # share of the words that may stand below the date of issue
MONTHS = 0.55  # share of the words above a month's name that alone tells a date
SIGNED = 0.8  # share of the words from which a page is signed
UNREAD_ABOVE = 2  # marks that nobody can read and that may differ above it
SMALL_ABOVE = 4  # places where a word without a capital may
NUMBERS_ABOVE = 2  # numbers that may (series and number of the copy)
SURELY_OTHER = 0.85  # agreement under which a date is surely another
STAMPED = 4  # pale marks that are elsewhere: another stamp
FLOWING = 0.8  # agreement under which a longer name may have pushed the text on
BLURRED = 0.7  # agreement from which a number is the same on a page that is no sharper
LAST_YEAR = 2040  # beyond which four figures are no date on a paper of today: 2046 is an office

# Characters (`swapped`)
SURE_CHARACTER = 0.96  # agreement with what stands in its place, from which it needs no other proof
SAME_CHARACTER = 0.9  # of two characters of one page, from which they may be the same
# How much better another agrees: both ways; one way
SWAPPED_LETTER, SWAPPED_SMALL, SWAPPED_DIGIT = (0.07, 0.25), (0.12, 0.3), (0.04, 0.18)
SMALL_LETTER = 13  # pixels of height, on the page that shows it smaller
SURELY_HERE = 0.9  # agreement with what stands in its place, from which nothing else may
