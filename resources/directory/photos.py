"""The picture of a person: checked, made small, and stripped of everything that a camera adds."""

import io

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps, UnidentifiedImageError

SIDE = 400  # pixels of the longer side
LARGEST = 10 * 1024 * 1024  # bytes
MOST_PIXELS = 60_000_000
FORMATS = ["JPEG", "PNG", "WEBP"]
ACCEPT = ".jpg,.jpeg,.png,.webp"


def made_small(upload) -> ContentFile:
    """The picture as a JPEG of at most 400 pixels a side, upright, without metadata.

    Raises ValidationError with a sentence for the person.
    """
    if upload.size > LARGEST:
        raise ValidationError("This picture has more than 10 MB. Make it smaller, then choose it again.")
    try:
        with Image.open(upload, formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValidationError("This picture has too many pixels. Make it smaller, then choose it again.")
            picture.draft("RGB", (2 * SIDE, 2 * SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGBA")
    except Image.DecompressionBombError as error:
        raise ValidationError("This picture has too many pixels. Make it smaller, then choose it again.") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ValidationError("This is no picture that can be opened. Choose a JPEG, PNG or WebP file.") from error
    upright.thumbnail((SIDE, SIDE))
    small = Image.new("RGB", upright.size, "white")
    small.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    small.save(out, "JPEG", quality=85, optimize=True)
    return ContentFile(out.getvalue())
