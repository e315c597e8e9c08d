"""A paper keyed in over the web, as a clerk does it."""

import re

ANA = {
    "p0-first_name": "Ana", "p0-last_name": "Rivera", "p0-birth_date_month": "4", "p0-birth_date_day": "28", "p0-birth_date_year": "1973",
    "p0-sex": "F", "p0-applies": "yes", "p0-ssn": "900-12-4711", "rows": "1",
}  # fmt: skip
HOME = {"street": "12 Main Street", "city": "Concord", "zip": "03301", "county": "33013"}


def told(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def at(reference, page=""):
    return f"/federal/paper/{reference}/{page}"


def key_in(web, paper, *, income="30000", people=ANA, home=HOME):
    """All steps of a paper of one person; answers where the last one led."""
    where = web.get(at(paper.reference))["Location"]
    for _ in range(12):
        step = where.rstrip("/").rpartition("/")[2]
        if step in {"review", "again", "sign"}:
            return web.get(where)["Location"] if step == "review" else where
        page = web.get(where)
        sent = web.post(
            where, {"seen": page.context["seen"], **answers(page, step, income=income, people=people, home=home)}
        )
        assert sent.status_code == 302, (step, told(sent)[:2000])
        where = sent["Location"]
    raise AssertionError(where)


def answers(page, step, *, income, people, home):
    if step == "people":
        return people
    if step == "address":
        return home
    if step == "taxes":
        return {"files_taxes": "yes", "claimed_by": "no"}
    names = list(page.context["form"].fields)
    if step == "citizenship":
        return dict.fromkeys(names, "citizen")
    if step == "income":
        key = names[0].rpartition("-0-")[0]
        return {f"{key}-rows": "1", f"{key}-0-kind": "wages", f"{key}-0-amount": income, f"{key}-0-period": "year"}
    if step == "coverage":
        return dict.fromkeys(names, "no")
    return {}


def key_again(web, paper, *, income="30000", zip_code="03301", born=("4", "28", "1973"), ssn="900124711"):
    """The second keying."""
    page = web.get(at(paper.reference, "again/"))
    given = {}
    for name in page.context["form"].fields:
        kind = name.rpartition("-")[2]
        if kind == "born":
            given |= dict(zip((f"{name}_month", f"{name}_day", f"{name}_year"), born, strict=True))
        else:
            given[name] = {"zip": zip_code, "ssn": ssn}.get(kind, income)
    return web.post(at(paper.reference, "again/"), given)


def sign(web, paper, **more):
    return web.post(at(paper.reference, "sign/"), {"signature": "Ana Rivera", "consent_years": "5", **more})
