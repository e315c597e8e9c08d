"""American English, months written out."""

DATE_FORMAT = "F j, Y"
MONTH_DAY_FORMAT = "F j"
