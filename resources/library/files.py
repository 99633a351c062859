"""Files of a best practice: each is checked by its content, and goes with it while the text can be changed."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from cohorts.teamwork import attaching, uploads

from .models import Practice, PracticeFile
from .querysets import CAN_BE_WRITTEN

MOST_FILES = 10


@transaction.atomic
def attach(*, practice: Practice, upload: UploadedFile, by) -> PracticeFile:
    """Attach a file. Raises UploadRefused: no file the portal takes, there already, one too many, or not open."""
    checked = uploads.check(upload)
    current = _open(practice)
    file = PracticeFile(practice=current, uploaded_by=by)
    return attaching.attach(file, checked=checked, upload=upload, among=current.files.all(), most=MOST_FILES)


@transaction.atomic
def take_out(*, file: PracticeFile) -> None:
    """Take a file out, its content included; the history keeps that it was there. Raises UploadRefused if not open."""
    _open(file.practice)
    attaching.take_out(file)


def _open(practice: Practice) -> Practice:
    current = Practice.objects.select_for_update().get(pk=practice.pk)
    if current.state not in CAN_BE_WRITTEN:
        raise uploads.UploadRefused("This practice is not open for changes, so its files stay as they are.")
    return current
