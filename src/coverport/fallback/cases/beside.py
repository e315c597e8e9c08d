"""What a clerk sees beside a case of an older system: every cell as it came."""

from coverport.fallback.models import TakenCase
from coverport.paper.bringing import shows_beside
from coverport.paper.models import Channel, PaperApplication


@shows_beside
def as_it_came(paper: PaperApplication) -> list[tuple[str, str]]:
    """(name of the column, cell), a person's with their number. A Social Security number is there for the second keying, as on paper."""
    if paper.channel != Channel.SYSTEM or (case := TakenCase.objects.filter(paper=paper).first()) is None:
        return []
    rows = [("system", case.system), *case.cells["case"].items()]
    for one in case.cells["people"]:
        rows += [(f"{name} ({one['person']})", text) for name, text in one.items() if name != "person"]
    return rows
