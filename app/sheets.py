"""Tables that leave the platform: CSV for machines, XLSX for people."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

import xlsxwriter
from flask import Response

from app.clock import PARIS

FORMATS = ("csv", "xlsx")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would run as a formula


def answer(
    kind: str, name: str, header: Sequence[object], rows: Iterable[Sequence[object]]
) -> Response:
    """The table as a file to download, in the format asked for."""
    titles = [str(title) for title in header]
    if kind == "xlsx":
        return _download(as_xlsx(titles, rows), XLSX, f"{name}.xlsx")
    return _download(as_csv(titles, rows), "text/csv; charset=utf-8", f"{name}.csv")


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Semicolons and a byte-order mark: what a French spreadsheet opens without a question."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        formats = {
            datetime: book.add_format({"num_format": "dd/mm/yyyy hh:mm"}),
            date: book.add_format({"num_format": "dd/mm/yyyy"}),
            Decimal: book.add_format({"num_format": "# ##0.00"}),
        }
        sheet.write_row(0, 0, header, bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                _write(sheet, number, column, cell, formats)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(header) - 1, 18)
    return out.getvalue()


def _write(sheet, row: int, column: int, cell: object, formats: dict) -> None:
    style = formats.get(type(cell))
    if isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell.astimezone(PARIS).replace(tzinfo=None), style)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, style)
    elif isinstance(cell, int | Decimal) and not isinstance(cell, bool):
        sheet.write_number(row, column, cell, style)
    elif cell is not None:
        sheet.write_string(row, column, str(cell))


def _plain(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.astimezone(PARIS).strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    text = str(cell)
    return f"'{text}" if text.startswith(DANGEROUS) and not isinstance(cell, int) else text


def _download(body: bytes, mime: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, mimetype=mime.split(";")[0], headers=headers, content_type=mime)
