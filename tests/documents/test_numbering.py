"""Codes, fingerprints and names."""

from decimal import Decimal

import pytest

from isc_portal.documents import numbering


def test_a_code_is_two_groups_of_four_signs_that_nobody_mistakes_for_another():
    codes = {numbering.new_code() for _ in range(500)}
    assert len(codes) == 500
    for code in codes:
        assert len(code) == 9 and code[4] == "-"
        assert not set(code) & set("01OILUV")


@pytest.mark.parametrize("typed", ["7K4M-2QXP", "7k4m2qxp", " 7K4M 2QXP ", "7k4m–2qxp"])
def test_a_code_is_read_however_it_is_typed(typed):
    assert numbering.read_code(typed) == "7K4M-2QXP"


@pytest.mark.parametrize("typed", ["", "7K4M", "7K4M-2QXPP", "OIL0-1VUX", "<script>", "7K4M-2QX٣"])
def test_what_cannot_be_a_code_is_none(typed):
    assert numbering.read_code(typed) is None


def test_equal_content_has_one_fingerprint_and_other_content_another():
    one = {"title": "A", "rows": [{"what": "é", "figure": 1}]}
    same = {"rows": [{"figure": 1, "what": "é"}], "title": "A"}
    assert numbering.hash_of(one) == numbering.hash_of(same)
    assert numbering.hash_of(one) != numbering.hash_of({**one, "title": "B"})
    assert numbering.fingerprint("9f2c41d7e08a5b16" + "0" * 48) == "9f2c 41d7 e08a 5b16"


@pytest.mark.parametrize("value", [Decimal("1.00"), float("nan"), object()])
def test_a_snapshot_holds_json_only(value):
    with pytest.raises((TypeError, ValueError)):
        numbering.hash_of({"title": value})


@pytest.mark.parametrize(
    ("number", "name"), [(1, "2, first try"), (2, "2, second try"), (9, "2, ninth try"), (12, "2, 12th try")]
)
def test_a_failed_version_says_which_try_it_was(number, name):
    assert numbering.version_name(2, number, failed=True) == name
    assert numbering.version_name(2, number, failed=False) == "2"


def test_a_file_is_named_after_what_it_is():
    name = numbering.file_name("Winston-Salem, North Carolina", "Guiding Blueprint", 3)
    assert name == "winston-salem-north-carolina-guiding-blueprint-version-3.pdf"
