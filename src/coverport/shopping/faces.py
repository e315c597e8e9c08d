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

    @property
    def help(self) -> str:
        """The page of the help that a household may get, with more or less income; a preview has none."""
        return "" if self.preview else reverse("shopping:help_you_may_get")

    @property
    def compare(self) -> str:
        """Plans side by side; a preview has no such page."""
        return "" if self.preview else reverse("shopping:compare")

    @property
    def csv(self) -> str:
        """The list as a file for a spreadsheet; a preview gives none away."""
        return "" if self.preview else reverse("shopping:csv")

    @property
    def pdf(self) -> str:
        """The list as a document."""
        return "" if self.preview else reverse("shopping:pdf")

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
