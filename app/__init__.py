"""The platform. Importing it loads nothing: what works on files alone starts at once (`cli`)."""
