"""Handing out what somebody uploaded."""

from django.http import FileResponse, Http404


def download(row) -> FileResponse:
    """The file of a row (`file`, `name`, `content_type`), always as a download: a browser neither opens nor guesses it.

    The caller has asked whether the reader may have it. Raises Http404 if the storage lost it.
    """
    try:
        content = row.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("This file is not in the storage any more.") from error
    response = FileResponse(content, as_attachment=True, filename=row.name, content_type=row.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
