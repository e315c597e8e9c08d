"""What may be wrong with an insurer's view of a month, in plain words by the rule's name."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from coverport.edi.portal.words import Words

VIEW: Mapping[str, Words] = {
    "header_unknown": lambda: _("The first line is no header of a layout that is known here."),
    "header_partner": lambda: _("The header names another exchange or another insurer."),
    "encoding": lambda: _("The file is not written in UTF-8."),
    "month": lambda: _("The month is not the first day of one that has begun."),
    "moment": lambda: _("The moment of the view is none with a time zone."),
    "month_late": lambda: _("A later month of the year was compared already."),
    "view_older": lambda: _("A newer view of this month has come already."),
    "part_number": lambda: _("The number of the part is out of range."),
    "part_again": lambda: _("This part has come already with other content."),
    "part_followed": lambda: _("A part follows the one that says it is the last."),
    "part_order": lambda: _("The policies of one part are not behind those of the part before."),
    "part_too_large": lambda: _("The part has too many lines of people."),
    "line_unreadable": lambda: _("The line cannot be taken apart."),
    "line_mark": lambda: _("The line does not begin as a line of a person."),
    "line_columns": lambda: _("The line does not have as many columns as the layout."),
    "line_order": lambda: _("The lines are not ordered by policy and person."),
    "trailer_missing": lambda: _("The last line, which counts, is missing: the file is cut off."),
    "trailer_followed": lambda: _("Something follows the line that counts."),
    "trailer_columns": lambda: _("The line that counts does not have its columns."),
    "trailer_counts": lambda: _("The last line counts otherwise than the file has it."),
    "value_missing": lambda: _("A required value is missing."),
    "value_signs": lambda: _("The value is too long, or has a sign that cannot be printed."),
    "value_day": lambda: _("The date is no date."),
    "value_amount": lambda: _("The amount is none of dollars and cents."),
    "value_negative": lambda: _("The amount is below zero."),
    "value_code": lambda: _("The code is not one of the list."),
}
