"""The formats of import and export in Django's admin: read as carefully and written as safely as everywhere else."""

import io

import tablib
from import_export.formats import base_formats

from .reading import Unreadable, read_file
from .writing import as_csv, as_xlsx


def _read(data: bytes) -> tablib.Dataset:
    """The table as import-export wants it. Raises ValueError with a sentence, which it shows to the person."""
    try:
        table = read_file(io.BytesIO(data))
    except Unreadable as error:
        raise ValueError(str(error)) from error
    width = len(table.headers)
    dataset = tablib.Dataset(headers=table.headers)
    for row in table.rows:
        dataset.append([row.cell(position) for position in range(width)])
    return dataset


class CSV(base_formats.CSV):
    """Text with commas."""

    def get_read_mode(self) -> str:
        return "rb"

    def is_binary(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes, **kwargs) -> tablib.Dataset:
        return _read(in_stream)

    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        return as_csv(dataset.headers, list(dataset))


class XLSX(base_formats.XLSX):
    """A spreadsheet."""

    def create_dataset(self, in_stream: bytes) -> tablib.Dataset:
        return _read(in_stream)

    def export_data(self, dataset: tablib.Dataset, **kwargs) -> bytes:
        return as_xlsx(dataset.headers, list(dataset), sheet=dataset.title or "Sheet")
