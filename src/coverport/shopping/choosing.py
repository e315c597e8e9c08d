"""What a request chose of the list: by its address, and by the doctors and drugs that the person keeps; and the way back to it."""

from django.http import HttpRequest

from coverport.shopping.answers import Answers
from coverport.shopping.care.mine import NOTHING, mine_in
from coverport.shopping.faces import Face
from coverport.shopping.filters import Chosen
from coverport.shopping.saved.keeping import kept_of
from coverport.shopping.visit import Visit
from coverport.shopping.yearly_cost.spending import is_illustration


def chosen_by(request: HttpRequest, found: Visit, *, preview: bool = False) -> Chosen:
    """The choices, with what the plans say of the person's own doctors and drugs; a preview has none."""
    year = found.answers.year
    mine = NOTHING if preview else mine_in(kept_of(request), found.result, year)
    return Chosen(request.GET, illustrated=is_illustration(year), mine=mine)


def way_back(request: HttpRequest, answers: Answers) -> Chosen:
    """The choices of the address alone, which a page that is not the list hands on."""
    return Chosen(request.GET, illustrated=is_illustration(answers.year))


def list_url(request: HttpRequest, face: Face, answers: Answers, *, ticked: bool = True) -> str:
    """The list as it was left: filters, order, view and ticks. ticked: not where `plan` of the address names something else."""
    return f"{face.results}?{answers.query(*way_back(request, answers).pairs(ticked=ticked))}"
