import json
from base64 import b64decode, b64encode
from concurrent.futures import ThreadPoolExecutor

import pytest
import zstandard
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.test import override_settings

from coverport.core.sensitive import PACKED_FROM, blind_index, newest_key, ring_held, seal, unseal


def test_a_sealed_value_opens_for_its_purpose_alone():
    sealed = seal("900-12-3456", purpose="match tax data")
    assert "900-12-3456" not in sealed
    assert unseal(sealed, purpose="match tax data") == "900-12-3456"
    with pytest.raises(InvalidTag):
        unseal(sealed, purpose="match citizenship")


def test_the_same_value_is_never_sealed_alike():
    assert seal("900123456", purpose="p") != seal("900123456", purpose="p")


def test_a_changed_value_does_not_open():
    sealed = seal("900123456", purpose="p")
    key_id, _, payload = sealed.partition(":")
    for changed in ("", payload[:-1], "%%%%", payload[:-4] + ("AAAA" if payload[-4:] != "AAAA" else "BBBB")):
        with pytest.raises(InvalidTag):
            unseal(f"{key_id}:{changed}", purpose="p")


def test_a_value_is_kept_as_base64_as_everybody_reads_it():
    key_id, _, payload = seal("900123456", purpose="p").partition(":")
    raw = b64decode(payload, validate=True)
    assert AESGCM(settings.SENSITIVE_KEYS[key_id]).decrypt(raw[:12], raw[12:], b"p") == b"900123456"
    assert unseal(f"{key_id}:{b64encode(raw).decode()}", purpose="p") == "900123456"


def test_a_longer_document_is_packed_and_opens_as_it_was():
    document = json.dumps([{"code": "credit_zero", "citation": "26 CFR 1.36B-3(d)"}] * 40)
    sealed = seal(document, purpose="p")
    key_id, mark, payload = sealed.split(":")
    assert mark == "z"
    assert len(payload) < len(document) / 5
    assert unseal(sealed, purpose="p") == document
    raw = b64decode(payload, validate=True)
    packed = AESGCM(settings.SENSITIVE_KEYS[key_id]).decrypt(raw[:12], raw[12:], b"z:p")
    assert zstandard.decompress(packed).decode() == document
    for changed in (f"{key_id}:{payload}", f"{key_id}:z:{payload[:-4]}", f"{key_id}:z:"):
        with pytest.raises(InvalidTag):
            unseal(changed, purpose="p")


@pytest.mark.parametrize(("length", "packed"), [(PACKED_FROM - 1, False), (PACKED_FROM, True)])
def test_what_is_short_is_not_packed_so_that_its_length_says_no_more_than_before(length, packed):
    sealed = seal("9" * length, purpose="p")
    assert (":z:" in sealed) == packed
    assert unseal(sealed, purpose="p") == "9" * length


def test_a_document_that_was_sealed_before_packing_still_opens():
    document = "9" * (PACKED_FROM * 2)
    key_id, cipher = newest_key(), AESGCM(settings.SENSITIVE_KEYS[newest_key()])
    before = b"0" * 12 + cipher.encrypt(b"0" * 12, document.encode(), b"p")
    assert unseal(f"{key_id}:{b64encode(before).decode()}", purpose="p") == document


def test_threads_pack_and_open_side_by_side():
    documents = [json.dumps({"number": number, "text": "as it was " * 500}) for number in range(200)]
    with ThreadPoolExecutor(8) as pool:
        opened = pool.map(lambda each: unseal(seal(each, purpose="p"), purpose="p"), documents)
        assert list(opened) == documents


def test_after_a_new_key_old_values_still_open():
    with override_settings(SENSITIVE_KEYS={"k1": b"1" * 32}):
        old = seal("900123456", purpose="p")
    with override_settings(SENSITIVE_KEYS={"k2": b"2" * 32, "k1": b"1" * 32}):
        assert unseal(old, purpose="p") == "900123456"
        assert seal("900123456", purpose="p").startswith("k2:")


def test_while_the_ring_is_held_the_key_at_its_beginning_seals_and_newer_ones_open():
    first = {"k1": b"1" * 32}
    with override_settings(SENSITIVE_KEYS={"k2": b"2" * 32, **first}):
        newer = seal("900123456", purpose="p")
    with (
        override_settings(SENSITIVE_KEYS=first),
        ring_held(),
        override_settings(SENSITIVE_KEYS={"k2": b"2" * 32, **first}),
    ):
        assert seal("900123456", purpose="p").startswith("k1:")
        assert unseal(newer, purpose="p") == "900123456"
        with pytest.raises(KeyError):
            unseal(newer.replace("k2:", "k3:"), purpose="p")
    with override_settings(SENSITIVE_KEYS={"k1": b"3" * 32}):
        other = seal("900123456", purpose="p")
        assert unseal(other, purpose="p") == "900123456", "a key is known by what it is, not by its name"
    with override_settings(SENSITIVE_KEYS=first), pytest.raises(InvalidTag):
        unseal(other, purpose="p")


def test_the_index_finds_the_same_value_and_tells_purposes_apart():
    assert blind_index("900123456", purpose="p") == blind_index("900123456", purpose="p")
    assert blind_index("900123456", purpose="p") != blind_index("900123456", purpose="q")
    assert blind_index("", purpose="p") == ""


def test_a_document_and_json_come_back_as_they_were():
    from coverport.core.sensitive import EncryptedFileField, EncryptedJSONField

    file, answers = EncryptedFileField(purpose="p"), EncryptedJSONField(purpose="q")
    assert file.from_db_value(file.get_prep_value(b"%PDF \x00\xff"), None, None) == b"%PDF \x00\xff"
    assert file.from_db_value(file.get_prep_value(b""), None, None) is None
    for value in ({"income": [{"kind": "wages", "amount": 31_200_00}]}, [], {}, "", 0, False, "Zoë"):
        stored = answers.get_prep_value(value)
        assert stored.startswith(f"{newest_key()}:")
        assert answers.from_db_value(stored, None, None) == value
    assert answers.get_prep_value(None) is None


@pytest.mark.parametrize("lookup", ["exact", "contains", "in", "gt"])
def test_a_sealed_column_cannot_be_asked_for_a_value(lookup):
    from coverport.core.sensitive import EncryptedTextField

    with pytest.raises(TypeError, match="blind index"):
        EncryptedTextField(purpose="p").get_lookup(lookup)
