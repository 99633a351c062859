"""Spreadsheets: in (`reading`, `columns`) and out (`writing`), the same way for every list of the portal."""
