"""Phone numbers, which are stored as in RFC 3966 and shown as people write them."""

import phonenumbers


def phone_words(stored: str) -> str:
    """A number as people of the US write it, “(937) 555-0134 ext. 12”; one of elsewhere with its country’s."""
    try:
        number = phonenumbers.parse(stored, "US")
    except phonenumbers.NumberParseException:
        return stored
    own = number.country_code == phonenumbers.country_code_for_region("US")
    formats = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, formats.NATIONAL if own else formats.INTERNATIONAL)
