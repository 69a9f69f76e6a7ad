"""The picture of a page: its light, which way up it stands, OCR, whether it can be read."""
