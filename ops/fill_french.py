"""French is the language of the sources: its catalogue says each message as it stands."""

from pathlib import Path

from babel.messages.pofile import read_po, write_po

CATALOGUE = Path("app/translations/fr/LC_MESSAGES/messages.po")


def main() -> None:
    with CATALOGUE.open("rb") as source:
        rows = read_po(source, locale="fr")
    for row in rows:
        if row.id:
            row.string = row.id
            row.flags.discard("fuzzy")
    with CATALOGUE.open("wb") as target:
        write_po(target, rows, width=0, sort_output=True)


if __name__ == "__main__":
    main()
