"""No English sentence stands on a page in Spanish: not in its text, nor in what screen readers say, outside names and what is marked."""

from html.parser import HTMLParser

import pytest

from coverport.exchanges import profiles
from coverport.plans import catalogs, geography
from coverport.plans.models import Drug, Provider
from tests.shopping.market import COUPLE, quoted
from tests.shopping.test_kept import save

# Words that every English sentence has some of, and no Spanish one has any.
ENGLISH = frozenset(
    "the and your you with this that from what which are was have has will for its their they them when where how of to is be by it "
    "we our an or at not if can does do who more less all each than then only there here may must".split()
)
SPOKEN = ("aria-label", "title", "alt", "placeholder")
EMPTY = frozenset("area base br col embed hr img input link meta source track wbr path rect circle line".split())


class Reader(HTMLParser):
    """What is said on a page in the page's language: texts, and attributes that are spoken."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.open: list[tuple[str, bool]] = []

    @property
    def foreign(self) -> bool:
        return bool(self.open) and self.open[-1][1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        foreign = told.get("lang", "es") != "es" if "lang" in told else self.foreign
        if not foreign:
            self.said += [value for name in SPOKEN if (value := told.get(name))]
        if tag not in EMPTY:
            self.open.append((tag, foreign or tag in {"script", "style"}))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self.foreign:
            self.said.append(" ".join(data.split()))


def names() -> list[str]:
    """The allow-list: what insurers, places, doctors, drugs and exchanges are called, longest first."""
    plans = catalogs.current("federal", 2027).plans()
    found = {each for plan in plans for each in (plan.name, plan.issuer_name, plan.network_name, plan.source)}
    found |= set(Provider.objects.values_list("name", flat=True)) | set(Drug.objects.values_list("name", flat=True))
    found |= {each for one in map(profiles.load, profiles.slugs()) for each in (one.name, one.short_name)}
    found |= {geography.state_name(state) for state in ("NH", "VT", "MA", "OH")}
    return sorted(filter(None, found), key=len, reverse=True)


def english_in(html: str, allowed: list[str]) -> list[str]:
    reader = Reader()
    reader.feed(html)
    found = []
    for text in reader.said:
        rest = text
        for name in allowed:
            rest = rest.replace(name, " ")
        if ENGLISH & {word.strip(".,:;!?()\"'“”¿¡").lower() for word in rest.split()}:
            found.append(text)
    return found


@pytest.fixture
def reader(shopper):
    """Somebody who reads Spanish, has saved a plan, a doctor and a drug, and has ticked plans."""
    save(shopper, quoted([40, 38], 60_000_00).plans[0].plan.plan_id)
    doctor = Provider.objects.filter(facility=False).order_by("npi").first()
    for thing in ("drug:6809", f"doctor:{doctor.npi}"):
        shopper.post("/federal/care/change", {"add": thing})
    shopper.cookies["django_language"] = "es"
    return shopper


def pages() -> list[str]:
    """Every page of the room, in its states: empty, mistaken, full, gone."""
    plans = [price.plan.plan_id for price in quoted([40, 38], 60_000_00).plans]
    ticked = "".join(f"&plan={each}" for each in plans[:5])
    return [
        "/", "/?zip=00000", "/?zip=1", "/federal/", "/federal/?zip=1&ages=x&income=much&wage=5&hours=30&work=1",
        "/federal/plans?zip=03301", "/federal/plans?zip=03301&ages=40&year=2031", "/federal/plans?zip=00000&ages=40",
        "/federal/plans?zip=05401&age=40&year=2027", f"/federal/plans?{COUPLE}", f"/federal/plans?{COUPLE}&view=table",
        f"/federal/plans?{COUPLE}&use=low&use=high&doctors=1&drugs=1&sort=year{ticked}", f"/federal/plans?{COUPLE}&most=0&level=platinum",
        f"/federal/plans?{COUPLE}&level=gold&sort=limit&show=9", "/federal/plans?zip=03301&age=25&income=20000&year=2027",
        "/federal/plans?zip=03301&age=40&year=2027", "/federal/plans?zip=03301&age=70&income=9000&tobacco=1&year=2027",
        f"/federal/help-you-may-get?{COUPLE}", "/federal/help-you-may-get?zip=03301&age=40&year=2027", "/federal/how-we-estimate-a-year",
        f"/federal/plans/{plans[0]}?{COUPLE}&use=low&use=high", f"/federal/plans/99999NH0000001?{COUPLE}",
        f"/federal/compare?{COUPLE}", f"/federal/compare?{COUPLE}{ticked}&plan=99999NH0000001",
        f"/federal/compare?{COUPLE}&last=99999NH0000001", f"/federal/dental?{COUPLE}", f"/federal/dental?{COUPLE}&plan={plans[0]}",
        f"/federal/care/?{COUPLE}&q=metf", f"/federal/care/?{COUPLE}&q=x&said=full", "/federal/saved/?said=full",
        "/federal/shared/nothing/", "/federal/glossary/", "/federal/nothing-here",
    ]  # fmt: skip


def test_no_english_sentence_stands_on_any_shopping_page_in_spanish(reader):
    allowed = names()
    for page in pages():
        html = reader.get(page, follow=True).content.decode()
        assert '<html lang="es"' in html, page
        assert english_in(html, allowed) == [], page


def test_in_place_the_list_is_spanish_too(reader):
    part = reader.get(f"/federal/plans?{COUPLE}&drugs=1&sort=limit", headers={"X-In-Place": "1"}).content.decode()
    assert "planes" in part
    assert english_in(part, names()) == []


def test_the_same_pages_in_english_are_found_out(reader):
    """The test can fail."""
    reader.cookies["django_language"] = "en"
    allowed = names()
    for page in pages():
        assert len(english_in(reader.get(page, follow=True).content.decode(), allowed)) > 3, page
