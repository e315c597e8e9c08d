"""A change that somebody tells staff, entered over the web as a worker does it."""

import re
from datetime import date

DESK = "/federal/coverage/changes/"


def text_of(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def hidden(page) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)"', page.content.decode())
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def day(value: date) -> dict[str, str]:
    return {
        "happened_on_month": str(value.month),
        "happened_on_day": str(value.day),
        "happened_on_year": str(value.year),
    }


def taken_in(web, enrollment, kind: str, happened: date, how: str = "phone") -> str:
    """Write it down; answers where the first question is."""
    sent = web.post(f"{DESK}told/{enrollment.reference}/", {"how": how, "kind": kind, **day(happened)})
    assert sent.status_code == 302, text_of(sent)
    return web.get(sent["Location"])["Location"]


def typed(page) -> dict[str, str]:
    """What stands in a form as it is shown."""
    found = hidden(page)
    for tag in re.findall(r"<input[^>]*>", page.content.decode()):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and ('type="radio"' in tag or 'type="checkbox"' in tag) and "checked" not in tag:
            continue
        if name and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = value[1] if value else ""
    for name, options in re.findall(
        r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page.content.decode(), re.DOTALL
    ):
        if chosen := re.search(r'value="([^"]*)"[^>]*selected', options):
            found[name] = chosen[1]
    return found


def earn(web, where: str, amount: str) -> str:
    """Ana's wages are another amount; answers where it leads."""
    page = web.get(where)
    form = typed(page)
    name = next(each for each in form if each.endswith("-0-amount"))
    sent = web.post(where, {**form, name: amount})
    assert sent.status_code == 302, text_of(sent)
    where = sent["Location"]
    while not where.endswith("/review/"):
        page = web.get(where)
        sent = web.post(where, typed(page))
        assert sent.status_code == 302, (where, text_of(sent))
        where = sent["Location"]
    return where


def read_back(web, where: str, **again: str) -> str:
    """Past the review, and the second keying of what is new; answers where the signature is."""
    where = web.post(where)["Location"]
    if where.endswith("/again/"):
        page = web.get(where)
        names = list(page.context["form"].fields)
        values = {name: again[name.rpartition("-")[2]] for name in names}
        where = web.post(where, values)["Location"]
    return where


def sign(web, where: str, **more: str):
    return web.post(where, {"signature": "Ana Rivera", "consent_years": "5", "attestation": "call 17", **more})


AGREES = {"agrees": "on", "how": "phone", "signature": "Ana Rivera", "attestation": "call 17"}
