"""What the words of a page say: languages, kind of act, country, items; no picture is looked at."""
