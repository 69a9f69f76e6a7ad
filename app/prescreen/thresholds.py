"""Every figure the prescreen decides by. Fitted by `tests/bench/fit_*.py` and read off
`tests/bench/prescreen.py`, on generated sets."""

# Seconds
OCR_SECONDS = 25.0  # of processor of one Tesseract call; the page then fails alone
PATIENCE, ASLEEP = 6, 0.02  # times so many seconds of the clock at most; share of them at work
STANDING_PROCESSES = 2  # readers kept with their models loaded: a thread uses one
STANDING_MODELS = 40  # of a reader, 4 to 20 MiB each: a random set of papers asks for as many
PAGES_A_PROCESS = 500  # after which one is begun anew: it grows by a tenth of a MiB a page
FILE_SECONDS = 240.0  # after which the rest of a long file is left unread, and a person told

# Geometry
SHORTEST_SIDE, LONGEST_STRIP = 64, 40  # pixels; times as long as wide: what is less gets paper
FINE_LONG_SIDE = 2339  # pixels of a doubtful page, and of Chinese, Japanese and Korean
OCR_LONG_SIDE = 1754  # pixels: more than A4 at 150 dpi is slower, and reads hardly a word more
LETTER = 11.0  # pixels of the middling letter to which a page is shrunk before it is read …
SMALL_LONG_SIDE = 1240  # … but to no less than this; a picture that is smaller …
CARD_MARKS, CARD_PRINT, CARD_LONG_SIDE = 400, 21.0, 3508  # a card: few marks, much enlarged
CARD_EXTENT = 0.6  # of the long side of a page: what a card on it fills at most
FINE_PRINT = 16.0  # … is enlarged to letters of this size
SKEW_WORTH_TURNING = 0.4  # degrees
MOST_SKEW = 8.0  # degrees that are looked for

# Rules of forms
RULES_A_PAGE = 20  # a stroke is a rule if it is longer than this part of the page's long side …
RULE_THICK = 5  # … thinner than so many pixels, of a page at half its size …
RULE_BESIDE, RULE_CROWD = 3, 0.5  # … and has less ink beside it, pixels for each of its own

# Frames of certificates, on a page of 877 pixels
FRAME_PARTS, FRAME_MOST = 6, 0.6  # of a side, and share of them that must be a frame's
FRAMES = 3  # one within the other, at most
FRAME_WIDTH, FRAME_GAP = 0.08, 6  # share of the page at most; pixels of paper beside it
FRAME_EMPTY, FRAME_RULE = 0.03, 0.8  # share of ink of a column: none; a ruled line
FRAME_COVER, FRAME_RUN = 0.6, 0.35  # share of a part's rows with ink, and of the longest run

# Orientation and script
CLEAR_MARGIN, CLEAR_SHARE = 200.0, 0.985  # nats, and share of one script: half the windows will do
GLYPH_MARGIN = 60.0  # nats behind the likeliest within which another reading is tried
MOST_READINGS = 3  # that glyphs leave possible
PROBE_GLYPHS = 40  # of the densest band of the page, read before the rest
MORE_BANDS = 3  # bands, where one does not read surely
ENOUGH = 0.9  # probability of its language, from which a band with known words needs no other
PROBE_LETTERS = 25  # of a band that reads surely
ONE_SCRIPT = 0.9  # share of the letters of a few lines over which the page is in one script
MIXED = {"Latn": 0.03, "Cyrl": 0.1, "Arab": 0.2}  # share of a second script beside each, worth both
BOTH = 0.22  # share of Arabic and of Latin letters, each, from which a page is read by both models
FEW_CERTAIN = 12  # windows certain of a script under which Latin letters may hide Cyrillic ones
FEW_CLEAR = 29  # windows that clearly hold letters, under which a page with few marks is a card
SURE_LINES = 62.0  # mean word confidence of a few lines over which no other reading is tried
WORDS_OF_LINES = 2  # of a list, among a few lines, that tell the language however badly they read
POOR_LINES = 52.0  # under which the whole page is read in every likely way
SURE_CONFIDENCE = 66.0  # the same of a whole page
NO_KANA = 40.0  # confidence that a Japanese reading without kana loses
OWN_WORD = 90.0  # confidence from which a word is in the script of the model that read it …
DOUBTED_WORD = 75.0  # … under which it may be in another, and up to there if no list has it
DOUBTED_SHARE = (
    0.2  # of the letters, from which a page in Arabic may have Latin ones too, or they it
)
DOUBTED_LETTERS = 6  # of a page that are worth a second model
SAMPLE_LETTERS, SAMPLE_WORD, SAMPLE_SHARE = 100, 70.0, 0.2  # of them, that it must read so surely
OTHER_WORD = 55.0  # confidence from which the second model's word is believed
LOST_LETTERS = 0.04  # share of them that a second model took, over which the page is read again
MORE_LETTERS = 1.2  # times those of the first reading, from which the second stands
LESS_LIKELY = 12.0  # confidence by which a reading that glyphs speak against must be better
DECLARED_CONFIDENCE = 75.0  # from which the declared language's model is known to be the right one
DECLARED_SURE = 0.9  # probability of that language, before the hint counts
POOR_CONFIDENCE = 52.0  # under which the other ways up are tried too
UNLIKELY_SURE, UNLIKELY = (
    80.0,
    40.0,
)  # of a script not likely; what it loses else
OTHER_READINGS = 4  # bands in other scripts and ways up, where a sound page reads badly
HOPELESS_CONFIDENCE = 30.0  # of the densest lines of an unsound page, under which no more is read
A_KNOWN_WORD, MOST_KNOWN = 5.0, 5  # confidence that a word of a list is worth, up to so many words

# Words: confidence under which a word of 1, 2, 3, 4 or more signs is taken for ornament
WORD_CONFIDENCE = (82.0, 72.0, 55.0, 30.0)
BESIDE_CONFIDENCE = (0.0, 0.0, 0.0, 0.0)  # the same right beside a word well read
ANCHOR_CONFIDENCE = 50.0  # of a word well read, of three signs or more
SURE_SIGN = 80.0  # of one Chinese sign, or of several outside of all that reads well
SURE_ANCHOR = 0.8  # of the usual confidence of words well read: they tell where the text ends
ROW_CONFIDENCE = 10.0  # of a word in a row with one well read
BESIDE_GAP = 3.0  # heights of a line
SAME_SIGNS = 3  # the same sign so often makes no word
SHORT_WORD = 2  # signs of a word that is taken for ornament outside of all that reads well
USUAL_CONFIDENCE = 80.0  # of printed words; a page read with less has lower bars

REAL_SCRIPT = 0.1  # share of the letters under which a second script is a mistake
KNOWN_WORDS, KNOWN_SHARE = 3, 0.2  # words of a list, or share of them, that prove a script real

# Blank pages
BLANK_INK = 0.0012  # share of dark pixels under which a page is blank

# Several acts in one file
HEAD_LINES, HEAD_SHARE = 6, 0.4  # lines of a page, and share of them, where a title stands
LARGE = 1.25  # times the usual height of a page's words: a title
KIND_MARGIN = 0.6  # of the kind of a page without title, over the next, to begin another act
ENOUGH_WORDS = 12  # of a page that tell its language beyond doubt
TITLE_STRENGTH = 2.5  # of the words of a title at the head of a page, from which an act begins

# Language
LANGUAGE_SHARE = 0.12  # share of the words from which a second language is named
SURE_LANGUAGE = 0.6  # probability under which the language is a doubt
WORDS_OF_LANGUAGE = 2  # of its list, under which a page is in doubt
READ_SURELY = 0.5  # the same of a script whose words are not looked up: handwriting passes for it
READ_ENOUGH = 0.25  # share of the letters surely read under which the language is a doubt
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
CUT_EDGE = 0.003  # of the long side: text that comes so near to the edge runs into it
CUT_LINES, CUT_SHARE = 3, 0.3  # lines, and share of them, that must touch the left or right edge
CUT_WORDS = 3  # of one line, that must touch the upper or lower edge

# Marks
HAND_PAGE_LETTERS = 40  # letters under which a page does not show a hand
HAND_RUN = 0.6  # how likely the words of an item are written by hand, on average
HAND_SHARE = 0.15  # of the letters of a page: less is print that looks like it
HAND_LETTERS, HAND_CONFIDENCE = 6, 55.0  # letters of a line, and how surely they are read at most
BODY_LINES = 5  # lines that show where the text of a page begins and ends
NOTE_LETTERS = 4  # of a note in the margin
BLOCK_GAP = 2.5  # heights of a line
