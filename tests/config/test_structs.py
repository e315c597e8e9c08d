"""What answers in threads knows every record's shape before the first question: otherwise msgspec takes the process down."""

import subprocess
import sys

import pytest

# Eight threads read the same record first; the interpreter changes between them as often as it can.
RACE = """
import sys, threading
import msgspec
from coverport.core.structs import describe_structs
from coverport.eligibility.results import Determination

if {described}:
    describe_structs()
sys.setswitchinterval(1e-6)
together = threading.Barrier(8)

def read():
    together.wait()
    try:
        msgspec.json.decode(b'{{"people": [{{}}], "tax_households": [{{}}]}}', type=Determination)
    except msgspec.ValidationError:
        pass

threads = [threading.Thread(target=read) for _ in range(8)]
for each in threads:
    each.start()
for each in threads:
    each.join()
"""

# Modules that a loaded one imports only within a function, and the records that they would bring along.
LATER = """
import ast, importlib, sys
import msgspec
import coverport.config.wsgi
from coverport.core.structs import _below

known = set(_below(msgspec.Struct))
loaded = {name: module for name, module in sys.modules.items() if name.startswith("coverport.") and getattr(module, "__file__", None)}
for name, module in loaded.items():
    for inner in ast.walk(ast.parse(open(module.__file__, encoding="utf-8").read())):
        if isinstance(inner, ast.ImportFrom) and (inner.module or "").startswith("coverport"):
            for each in (inner.module, *(f"{inner.module}.{one.name}" for one in inner.names)):
                try:
                    importlib.import_module(each)
                except ImportError:  # a name in a module
                    continue
later = set(_below(msgspec.Struct)) - known
print(len(known), *sorted(f"{kind.__module__}.{kind.__qualname__}" for kind in later))
"""

# Only for files of plans, in commands of one thread.
OF_COMMANDS = {"coverport.plans"}


def ran(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)


def test_threads_that_read_a_record_first_do_not_take_the_process_down():
    for _ in range(5):
        done = ran(RACE.format(described=True))
        assert done.returncode == 0, done.stderr


def test_the_race_is_a_real_one():
    fell = [ran(RACE.format(described=False)).returncode for _ in range(8)]
    if not any(fell):
        pytest.skip("this msgspec, or this machine, lets threads work out a shape side by side")
    assert any(code < 0 for code in fell)


def test_no_request_meets_a_record_whose_shape_is_unknown():
    done = ran(LATER)
    assert done.returncode == 0, done.stderr
    known, *later = done.stdout.split()
    assert int(known) > 500
    assert [name for name in later if ".".join(name.split(".")[:2]) not in OF_COMMANDS] == []
