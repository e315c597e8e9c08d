"""Where the shopping pages lead: to the published plans, or to those of a filing that is previewed."""

import msgspec
from django.urls import reverse

from coverport.plans.catalog import Catalog
from coverport.plans.certification.preview import catalog_of
from coverport.plans.models import QhpApplication


class Face(msgspec.Struct, frozen=True):
    """Addresses of start and results. catalog: None for the published one. preview: the reference of a filing, "" for shoppers."""

    home: str
    results: str
    catalog: Catalog | None = None
    preview: str = ""
    years: tuple[int, ...] = ()

    def plan(self, plan_id: str) -> str:
        """The address of a plan's page."""
        if self.preview:
            return reverse("shopping:preview_plan", args=[self.preview, plan_id])
        return reverse("shopping:plan", args=[plan_id])

    def apply(self) -> str:
        """Where one applies; a preview leads nowhere."""
        return "" if self.preview else reverse("applications:start")


def public_face() -> Face:
    """What everybody sees."""
    return Face(reverse("shopping:home"), reverse("shopping:results"))


def preview_face(application: QhpApplication) -> Face:
    """What shoppers would see of a filing. Raises NotReady while there is nothing to see."""
    start, results = (
        reverse(f"shopping:{name}", args=[application.reference]) for name in ("preview", "preview_results")
    )
    return Face(start, results, catalog_of(application), application.reference, (application.year,))
