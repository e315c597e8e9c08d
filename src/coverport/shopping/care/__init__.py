"""My doctors, facilities and drugs: typed once, answered on every plan."""
