"""States by their two letters, as sentences name them."""

_NAMES = (
    "AK Alaska|AL Alabama|AR Arkansas|AZ Arizona|CA California|CO Colorado|CT Connecticut|DC the District of Columbia|DE Delaware|"
    "FL Florida|GA Georgia|HI Hawaii|IA Iowa|ID Idaho|IL Illinois|IN Indiana|KS Kansas|KY Kentucky|LA Louisiana|MA Massachusetts|"
    "MD Maryland|ME Maine|MI Michigan|MN Minnesota|MO Missouri|MS Mississippi|MT Montana|NC North Carolina|ND North Dakota|"
    "NE Nebraska|NH New Hampshire|NJ New Jersey|NM New Mexico|NV Nevada|NY New York|OH Ohio|OK Oklahoma|OR Oregon|PA Pennsylvania|"
    "RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VA Virginia|VT Vermont|WA Washington|"
    "WI Wisconsin|WV West Virginia|WY Wyoming"
)
STATE_NAMES: dict[str, str] = {entry[:2]: entry[3:] for entry in _NAMES.split("|")}


def state_name(state: str) -> str:
    """ "NH" -> "New Hampshire"; letters that are no state stay as they are."""
    return STATE_NAMES.get(state, state)
