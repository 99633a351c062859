"""Pictures of data: one SVG for the page and the PDF, each with a title, a description and a table of the same values.

    picture = bars(title="Days to a permit", unit="Working days", rows=[("2025", 41), ("2027", 15)])

No picture says anything by color alone: every value is written in it, and the table twin holds all of them.
"""

from .bars import Series, bars, stacked_bars
from .pictures import Key, Picture, Table
from .timeline import Event, timeline

__all__ = ["Event", "Key", "Picture", "Series", "Table", "bars", "stacked_bars", "timeline"]
