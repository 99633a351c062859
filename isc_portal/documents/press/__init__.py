"""The press: HTML in, an accessible PDF out, in a process of its own that can reach nothing else.

Nothing in here knows Django, the database or who is asking. `printing.print_pdf` starts `child`, which lays the pages
out with WeasyPrint and our tagger, checks the result, and reports how far it is.
"""
