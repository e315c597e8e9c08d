"""What the program says of itself: every verb, those without a database, too."""

import subprocess
import sys

import pytest

from coverport.command import WITHOUT_DATABASE, main


@pytest.mark.parametrize("asked", [[], ["help"], ["--help"], ["-h"]])
def test_help_lists_the_verbs_that_need_no_database_beside_the_others(asked, capsys):
    assert main(asked) == 0
    lines = {line.strip() for line in capsys.readouterr().out.splitlines()}
    assert set(WITHOUT_DATABASE) | {"serve", "renew", "import_plans"} <= lines


def test_help_on_such_a_verb_lists_its_options(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["help", "slcsp"])
    assert ended.value.code in (0, None)
    assert "--zips" in capsys.readouterr().out


def test_a_reader_of_the_help_may_leave_early():
    done = subprocess.run(
        ["bash", "-c", '"$0" -m coverport help | head -1', sys.executable], capture_output=True, text=True, check=False
    )
    assert done.stdout.startswith("Commands that need no database")
    assert "Traceback" not in done.stderr
