"""County names as public plan files print them, made comparable."""

import re

_ENDINGS = re.compile(
    r" (COUNTY|PARISH|MUNICIPIO|PLANNING REGION|CENSUS AREA|CITY AND BOROUGH|BOROUGH|MUNICIPALITY)$",
)
_SAINTS = ((re.compile(r"^SAINTE? "), "ST "), (re.compile(r"^STE "), "ST "))

# Misspellings and short forms that CMS's 2014 landscape and its pages of rating areas, and Massachusetts' tables print, by state:
# what they print -> FIPS code.
PRINTED = {
    ("AK", "NORTHWEST ARTIC"): "02188",
    ("IN", "DAVLESS"): "18027",
    ("IN", "DELEWARE"): "18035",
    ("IN", "DUBOLS"): "18037",
    ("IN", "KOSCLUSKO"): "18085",
    ("KS", "CHAUTAUGUA"): "20019",
    ("LA", "E BATON ROUGE"): "22033",
    ("LA", "W BATON ROUGE"): "22121",
    ("LA", "ST JOHN BAPTIST"): "22095",
    ("LA", "VERMILLION"): "22113",
    ("MA", "BERKSIRE"): "25003",
    ("ND", "TRAIL"): "38097",
    ("NE", "SCOTT BLUFF"): "31157",
    ("OH", "GALIA"): "39053",
    ("PA", "NORTHUMBERLND"): "42097",
    ("VA", "NORTHUMBERLND"): "51133",
    ("VA", "MANASSUS CITY"): "51683",
    ("VA", "MANASSUS PARK CITY"): "51685",
    ("WI", "MENOMONEE"): "55078",
}


def spoken(name: str) -> str:
    """Upper case, one space between words, no points, apostrophes or hyphens."""
    return " ".join(re.sub(r"[.']", "", name.upper()).replace("-", " ").split())


def without_ending(name: str) -> str:
    """The name without "County", "Parish", "Borough" and the like; an independent city keeps its "City"."""
    return _ENDINGS.sub("", spoken(name))


def key(name: str) -> str:
    """What two spellings of one county have in common: "DE KALB" and "DeKalb County" give the same key."""
    bare = without_ending(name)
    for pattern, short in _SAINTS:
        bare = pattern.sub(short, bare)
    return bare.replace(" ", "")
