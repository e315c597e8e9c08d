"""Clerks, and forms as they come back from the mail: printed, scanned, in pieces."""

import io

import pypdfium2
import pytest
from PIL import Image

from coverport.core.uploads import Upload
from coverport.paper import printed
from tests.applications.households import publish_samples
from tests.fallback.conftest import worker_of

SERIALS = ("K7QP-2M4X", "T5RN-8WXZ")


@pytest.fixture
def on_sale(db):
    publish_samples()


@pytest.fixture(autouse=True)
def storage_of_its_own(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STAFF_SECOND_STEP = False


@pytest.fixture
def clerk(federal):
    return worker_of(federal, "first@example.org")


@pytest.fixture
def second(federal):
    return worker_of(federal, "second@example.org")


_made: dict[str, bytes] = {}


def form_of(exchange, serial=SERIALS[0]):
    """A copy of the form; set once a serial."""
    if serial not in _made:
        _made[serial] = printed.form(exchange, year=2014, language="en", serial=serial)
    return _made[serial]


def picture(pdf, page, *, turned=0, dots=150):
    """One page of a form as a scanner's picture. turned: degrees."""
    image = pypdfium2.PdfDocument(pdf)[page].render(scale=dots / 72, grayscale=True).to_pil()
    return image.rotate(turned, expand=True) if turned else image


def jpeg(image):
    made = io.BytesIO()
    image.convert("L").save(made, "JPEG", quality=70)
    return made.getvalue()


def page_of(exchange, serial, page, **how):
    return Upload(f"{serial}-{page}.jpg", jpeg(picture(form_of(exchange, serial), page, **how)))


def blank():
    return Upload("blank.jpg", jpeg(Image.new("L", (1275, 1650), 255)))
