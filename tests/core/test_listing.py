"""Several words as one part of a sentence, in both languages."""

import pytest
from django.utils import translation

from coverport.core.listing import listed


@pytest.mark.parametrize(
    ("parts", "english", "spanish"),
    [
        ([], "", ""),
        (["2027"], "2027", "2027"),
        (["2026", "2027"], "2026 and 2027", "2026 y 2027"),
        (["40", "38", "9"], "40, 38 and 9", "40, 38 y 9"),
    ],
)
def test_the_last_one_is_joined_by_a_word(parts, english, spanish):
    assert listed(parts) == english
    with translation.override("es"):
        assert listed(parts) == spanish
