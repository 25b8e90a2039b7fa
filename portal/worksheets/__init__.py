"""Tables out of Excel files: read_table for our template, read_book for what offices send.

read_rows is for tables whose rows hang together by their order.
"""

from portal.worksheets.books import read_book
from portal.worksheets.files import check_workbook
from portal.worksheets.rows import Rows, read_rows
from portal.worksheets.tables import (
    VERSION_MARK,
    CellTrouble,
    Head,
    ImportRefused,
    SheetRow,
    SheetTable,
    Value,
)
from portal.worksheets.templates import read_table

__all__ = [
    "VERSION_MARK",
    "CellTrouble",
    "Head",
    "ImportRefused",
    "Rows",
    "SheetRow",
    "SheetTable",
    "Value",
    "check_workbook",
    "read_book",
    "read_rows",
    "read_table",
]
