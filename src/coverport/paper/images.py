"""From a scan to pages: what can be seen, upright, and the codes on it. A file that cannot be read is said so, and nothing is kept."""

import io
import threading
from collections.abc import Iterator

import msgspec
import pypdfium2
import zxingcpp
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from coverport.core.errors import Refusal
from coverport.core.uploads import PDF, Upload, inspect

# Enough for a code of 20 mm on a bad copy, and to read handwriting by.
DOTS_AN_INCH = 200
MOST_PAGES = 60
MOST_DOTS = 40_000_000  # a page at 600 dots an inch
MOST_EDGE = 60_000  # in dots; codes are looked for up to 65,535
LONGEST_EDGE = 2200
QUALITY = 80
# pdfium is not made for threads.
_alone = threading.Lock()


class ScanNotTaken(Refusal):
    """A file that is no scan, or holds too much."""

    code = "scan_not_taken"


class Scanned(msgspec.Struct, frozen=True):
    """One page: a grayscale JPEG, upright where a code says what is up, and the texts of the codes on it."""

    jpeg: bytes
    codes: tuple[str, ...]


def pages_of(upload: Upload) -> list[Scanned]:
    """Every page of a file, in order. Raises ScanNotTaken, NotTaken."""
    kind, _scanned = inspect(upload)
    images = _of_pdf(upload) if kind == PDF else _of_picture(upload)
    return [_scanned_page(image) for image in images]


def _of_pdf(upload: Upload) -> Iterator[Image.Image]:
    with _alone:
        try:
            document = pypdfium2.PdfDocument(upload.data)
            count = len(document)
        except pypdfium2.PdfiumError as error:
            raise ScanNotTaken(_unreadable(upload), field="files") from error
        if not 0 < count <= MOST_PAGES:
            words = _("%(name)s has %(count)s pages. Scan at most %(most)s into one file.")
            raise ScanNotTaken(words % {"name": upload.safe_name, "count": count, "most": MOST_PAGES}, field="files")
        for number in range(count):
            try:
                image = _drawn(document[number])
            except pypdfium2.PdfiumError as error:
                raise ScanNotTaken(_unreadable(upload), field="files") from error
            yield image


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    """A page of another size than a sheet of paper is made to fit, so that no file can ask for endless memory."""
    wide, high = page.get_width(), page.get_height()
    scale = min(DOTS_AN_INCH / 72, (MOST_DOTS / max(1.0, wide * high)) ** 0.5, MOST_EDGE / max(1.0, wide, high))
    image: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return image


def _of_picture(upload: Upload) -> Iterator[Image.Image]:
    try:
        image = Image.open(io.BytesIO(upload.data), formats=("JPEG", "PNG"))
        if image.width * image.height > MOST_DOTS or max(image.size) > MOST_EDGE:
            raise _too_many_dots(upload)
        yield ImageOps.exif_transpose(image).convert("L")
    except Image.DecompressionBombError as error:
        raise _too_many_dots(upload) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise ScanNotTaken(_unreadable(upload), field="files") from error


def _too_many_dots(upload: Upload) -> ScanNotTaken:
    words = _("%(name)s has more dots than we can read. Scan it at %(dots)s dots an inch.")
    return ScanNotTaken(words % {"name": upload.safe_name, "dots": DOTS_AN_INCH}, field="files")


def _unreadable(upload: Upload) -> str:
    return _("%(name)s cannot be read. Scan it again as a PDF, a JPEG or a PNG.") % {"name": upload.safe_name}


def _scanned_page(image: Image.Image) -> Scanned:
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    turned = round((found[0].orientation if found else 0) / 90) % 4
    if turned:
        image = image.rotate(turned * 90, expand=True)
    image.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=QUALITY, optimize=True)
    return Scanned(kept.getvalue(), tuple(dict.fromkeys(each.text for each in found)))


def code_picture(text: str) -> str:
    """A barcode as SVG, for print: a QR code that a quarter of which may be lost."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    svg: str = zxingcpp.write_barcode_to_svg(made, scale=4)
    return svg
