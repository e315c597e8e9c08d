"""The benefits of CMS's Plans and Benefits template: where each stands on the page, and its name for translation.

Files space and punctuate one name in many ways, so a name is known by its letters. A name that is not here is shown as it was filed.
"""

import re
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop

GROUPS = (
    ("visits", _noop("Visits and checkups")),
    ("tests", _noop("Tests and scans")),
    ("drugs", _noop("Prescription drugs")),
    ("emergency", _noop("Emergency and urgent care")),
    ("hospital", _noop("Hospital and surgery")),
    ("maternity", _noop("Pregnancy and newborns")),
    ("mind", _noop("Mental health and substance use")),
    ("recovery", _noop("Therapy, nursing and equipment")),
    ("children", _noop("Children's teeth and eyes")),
    ("adults", _noop("Adults' teeth and eyes")),
    ("other", _noop("Everything else")),
)
_NAMES: dict[str, tuple[str, ...]] = {
    "visits": (
        _noop("Primary Care Visit to Treat an Injury or Illness"),
        _noop("Specialist Visit"),
        _noop("Other Practitioner Office Visit (Nurse, Physician Assistant)"),
        _noop("Preventive Care/Screening/Immunization"),
        _noop("Diabetes Education"),
        _noop("Diabetes Care Management"),
        _noop("Nutritional Counseling"),
        _noop("Allergy Testing"),
        _noop("Routine Foot Care"),
    ),
    "tests": (
        _noop("Laboratory Outpatient and Professional Services"),
        _noop("X-rays and Diagnostic Imaging"),
        _noop("Imaging (CT/PET Scans, MRIs)"),
    ),
    "drugs": (
        _noop("Generic Drugs"),
        _noop("Non-Preferred Generic Drugs"),
        _noop("Preferred Brand Drugs"),
        _noop("Non-Preferred Brand Drugs"),
        _noop("Specialty Drugs"),
        _noop("Prescription Drugs Other"),
        _noop("Off Label Prescription Drugs"),
    ),
    "emergency": (
        _noop("Emergency Room Services"),
        _noop("Emergency Transportation/Ambulance"),
        _noop("Urgent Care Centers or Facilities"),
        _noop("Non-Emergency Care When Traveling Outside the U.S."),
    ),
    "hospital": (
        _noop("Inpatient Hospital Services (e.g., Hospital Stay)"),
        _noop("Inpatient Physician and Surgical Services"),
        _noop("Outpatient Facility Fee (e.g., Ambulatory Surgery Center)"),
        _noop("Outpatient Surgery Physician/Surgical Services"),
        _noop("Bariatric Surgery"),
        _noop("Cosmetic Surgery"),
        _noop("Reconstructive Surgery"),
        _noop("Transplant"),
        _noop("Chemotherapy"),
        _noop("Radiation"),
        _noop("Dialysis"),
        _noop("Infusion Therapy"),
    ),
    "maternity": (
        _noop("Prenatal and Postnatal Care"),
        _noop("Delivery and All Inpatient Services for Maternity Care"),
        _noop("Well Baby Visits and Care"),
        _noop("Newborn Services Other"),
        _noop("Infertility Treatment"),
        _noop("Abortion for Which Public Funding is Prohibited"),
    ),
    "mind": (
        _noop("Mental/Behavioral Health Outpatient Services"),
        _noop("Mental/Behavioral Health Inpatient Services"),
        _noop("Substance Abuse Disorder Outpatient Services"),
        _noop("Substance Abuse Disorder Inpatient Services"),
        _noop("Substance Use Disorder Outpatient Services"),
        _noop("Substance Use Disorder Inpatient Services"),
        _noop("Mental Health Other"),
        _noop("Autism Spectrum Disorders"),
    ),
    "recovery": (
        _noop("Outpatient Rehabilitation Services"),
        _noop("Rehabilitative Speech Therapy"),
        _noop("Rehabilitative Occupational and Rehabilitative Physical Therapy"),
        _noop("Habilitation Services"),
        _noop("Cardiac Rehabilitation"),
        _noop("Chiropractic Care"),
        _noop("Acupuncture"),
        _noop("Skilled Nursing Facility"),
        _noop("Home Health Care Services"),
        _noop("Private-Duty Nursing"),
        _noop("Long-Term/Custodial Nursing Home Care"),
        _noop("Hospice Services"),
        _noop("Durable Medical Equipment"),
        _noop("Prosthetic Devices"),
        _noop("Hearing Aids"),
    ),
    "children": (
        _noop("Dental Check-Up for Children"),
        _noop("Basic Dental Care - Child"),
        _noop("Major Dental Care - Child"),
        _noop("Orthodontia - Child"),
        _noop("Routine Eye Exam for Children"),
        _noop("Eye Glasses for Children"),
        _noop("Pediatric Services Other"),
    ),
    "adults": (
        _noop("Routine Dental Services (Adult)"),
        _noop("Basic Dental Care - Adult"),
        _noop("Major Dental Care - Adult"),
        _noop("Orthodontia - Adult"),
        _noop("Routine Eye Exam (Adult)"),
    ),
    "other": (
        _noop("Accidental Dental"),
        _noop("Dental Anesthesia"),
        _noop("Treatment for Temporomandibular Joint Disorders"),
        _noop("Weight Loss Programs"),
        _noop("Clinical Trials"),
        _noop("Inherited Metabolic Disorder - PKU"),
        _noop("Congenital Anomaly, including Cleft Lip/Palate"),
        _noop("Bone Marrow Transplant"),
        _noop("Brain Injury"),
        _noop("Post-Mastectomy Care"),
        _noop("Osteoporosis"),
    ),
}
# Units of limits, of which files have more spellings than these.
_UNITS = (
    _noop("Visit(s) per Year"),
    _noop("Visit(s) per Benefit Period"),
    _noop("Visit(s) per 6 Months"),
    _noop("Exam(s) per Year"),
    _noop("Item(s) per Year"),
    _noop("Item(s) per Month"),
    _noop("Item(s) per 2 Years"),
    _noop("Item(s) per 3 Years"),
    _noop("Item(s) per Benefit Period"),
    _noop("Days per Year"),
    _noop("Days per Month"),
    _noop("Days per Benefit Period"),
    _noop("Days per Admission"),
    _noop("Hours per Year"),
    _noop("Dollars per Year"),
    _noop("Procedure(s) per Lifetime"),
    _noop("Procedure(s) per Year"),
    _noop("Treatment(s) per Year"),
    _noop("Treatment(s) per Lifetime"),
)


def _letters(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


_BY_LETTERS = {
    _letters(name): (group, place, name) for group, names in _NAMES.items() for place, name in enumerate(names)
}
_UNIT_BY_LETTERS = {_letters(unit): unit for unit in _UNITS}


@lru_cache(maxsize=2048)
def _found(name: str) -> tuple[str, int, str] | None:
    return _BY_LETTERS.get(_letters(name))


def group_of(name: str) -> str:
    """The group of the page in which a benefit stands."""
    found = _found(name)
    return found[0] if found else "other"


def order_of(name: str) -> tuple[int, str]:
    """Where a benefit stands in its group: known ones as listed here, others after them by name."""
    found = _found(name)
    return (found[1], "") if found else (len(_BY_LETTERS), name.casefold())


def words_of(name: str) -> tuple[str, bool]:
    """(the benefit's name in the reader's language, whether it is one that we know)."""
    found = _found(name)
    return (_(found[2]), True) if found else (name, False)


def unit_words(unit: str) -> str:
    """A limit's unit in the reader's language; one that is not known, as filed."""
    known = _UNIT_BY_LETTERS.get(_letters(unit))
    return _(known) if known else unit
