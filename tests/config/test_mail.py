"""Which mail server an installation names, and that Django takes it so."""

from pathlib import Path

import pytest

from coverport.config.mail import mailer

FOLDER = Path("mail")


@pytest.mark.parametrize(
    ("address", "host", "port", "user", "password", "encrypted"),
    [
        ("smtp://localhost", "localhost", 25, "", "", (False, False)),
        ("smtp://127.0.0.1:2525", "127.0.0.1", 2525, "", "", (False, False)),
        ("smtps://ana:p%40ss%2Fword@mail.example.org", "mail.example.org", 465, "ana", "p@ss/word", (True, False)),
        ("smtp+starttls://ana:secret@mail.example.org", "mail.example.org", 587, "ana", "secret", (False, True)),
        ("smtp+starttls://mail.example.org:25", "mail.example.org", 25, "", "", (False, True)),
    ],
)
def test_a_server_is_named_by_its_address(address, host, port, user, password, encrypted):
    found = mailer(address, FOLDER, 5.0)
    assert found["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"]) == (host, port)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == (user, password)
    assert (found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == encrypted
    assert found["EMAIL_TIMEOUT"] == 5.0


def test_without_one_emails_are_files():
    assert mailer("", FOLDER, 5.0) == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": FOLDER,
    }  # fmt: skip


@pytest.mark.parametrize("address", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://mail:port"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(ValueError, match=r"COVERPORT_EMAIL|Port"):
        mailer(address, FOLDER, 5.0)
