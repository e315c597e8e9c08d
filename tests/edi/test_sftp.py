"""Files by SFTP, against a real OpenSSH server: whole or not there, sent once, fetched once, and never to a stranger."""

import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import asyncssh
import msgspec
import pytest

from coverport.core import paths
from coverport.edi import inbox, profiles, sftp
from coverport.edi.models import EdiFile
from coverport.edi.rules.transport import Sftp
from tests.edi.enrolled import deliver, enroll, written
from tests.edi.insurer import acknowledgment
from tests.edi.splitter import split

SSHD = shutil.which("sshd") or ("/usr/sbin/sshd" if Path("/usr/sbin/sshd").is_file() else None)
pytestmark = [
    pytest.mark.usefixtures("on_sale"),
    pytest.mark.skipif(SSHD is None, reason="openssh-server is not on this machine: apt-get install openssh-server"),
]
CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/authorized
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
"""


@pytest.fixture
def server(tmp_path, monkeypatch):
    """A server with folders of its own; the partner's profile points to it. Answers the folder."""
    folder = tmp_path / "server"
    for name in ("in", "out"):
        (folder / name).mkdir(parents=True)
    keys = tmp_path / "keys" / "federal" / "96751"
    keys.mkdir(parents=True)
    host, ours = (asyncssh.generate_private_key("ssh-ed25519") for _ in range(2))
    host.write_private_key(str(folder / "host"))
    os.chmod(folder / "host", 0o600)
    ours.write_private_key(str(keys / "key"))
    ours.write_public_key(str(folder / "authorized"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (keys / "known_hosts").write_text(f"[127.0.0.1]:{port} {host.export_public_key().decode()}")
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)  # where sshd leaves its privileges
    process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.PIPE)
    _await(port, process)
    monkeypatch.setattr(paths, "keys_dir", lambda: tmp_path / "keys")
    monkeypatch.setattr(paths, "inbox_dir", lambda: tmp_path / "inbox")
    partner = msgspec.structs.replace(
        profiles.load("federal", "96751"),
        sftp=Sftp("127.0.0.1", getpass.getuser(), str(folder / "in"), str(folder / "out"), port),
    )
    monkeypatch.setattr(profiles, "load", lambda exchange, issuer: partner)
    yield folder
    process.terminate()
    process.wait(10)


def _await(port: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        assert process.poll() is None, process.stderr.read().decode()
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("sshd does not listen")


@pytest.fixture
def file(federal) -> EdiFile:
    enroll(federal)
    deliver()
    return written(federal)


def test_a_file_goes_there_whole_and_once(server, file):
    assert list(sftp.partners()) == [("federal", "96751")]
    assert sftp.carry("federal", "96751") == (1, 0)
    (path,) = (server / "in").iterdir()
    assert (path.name, path.read_bytes()) == (file.name, file.bytes)
    file.refresh_from_db()
    assert file.sent_at is not None
    path.unlink()  # taken by the insurer
    assert sftp.carry("federal", "96751") == (0, 0)
    assert list((server / "in").iterdir()) == []


def test_what_a_broken_connection_left_is_made_whole(server, file):
    (server / "in" / f".{file.name}.part").write_bytes(file.bytes[:50])
    (server / "in" / file.name).write_bytes(file.bytes[:50])
    assert sftp.carry("federal", "96751") == (1, 0)
    assert [(path.name, path.read_bytes()) for path in (server / "in").iterdir()] == [(file.name, file.bytes)]


def test_what_was_renamed_before_the_crash_is_not_sent_again(server, file):
    sftp.carry("federal", "96751")
    EdiFile.objects.update(sent_at=None)
    before = (server / "in" / file.name).stat().st_mtime_ns
    assert sftp.carry("federal", "96751") == (1, 0)
    assert (server / "in" / file.name).stat().st_mtime_ns == before


def test_what_the_insurer_put_there_is_fetched_once_and_taken_in(server, file):
    (server / "out" / "ack.edi").write_bytes(acknowledgment(301, split(file.bytes)))
    (server / "out" / ".unfinished").write_bytes(b"ISA")
    (server / "out" / "folder").mkdir()
    assert sftp.carry("federal", "96751") == (1, 1)
    assert sorted(path.name for path in (server / "out").iterdir()) == [".unfinished", "folder"]
    (received,) = inbox.take_in()
    assert (received.name, received.faults) == ("ack.edi", [])
    file.refresh_from_db()
    assert file.answer == "accepted"
    assert sftp.carry("federal", "96751") == (0, 0)


def test_a_server_that_is_another_gets_nothing(server, file, tmp_path):
    stranger = asyncssh.generate_private_key("ssh-ed25519").export_public_key().decode()
    known = tmp_path / "keys" / "federal" / "96751" / "known_hosts"
    known.write_text(f"{known.read_text().split()[0]} {stranger}")
    with pytest.raises(sftp.CannotCarry, match="HostKeyNotVerifiable"):
        sftp.carry("federal", "96751")
    assert list((server / "in").iterdir()) == []
    file.refresh_from_db()
    assert file.sent_at is None


def test_a_folder_that_is_not_there_is_said_and_nothing_is_marked(server, file):
    (server / "in").rmdir()
    with pytest.raises(sftp.CannotCarry, match=r"federal 96751 at 127\.0\.0\.1"):
        sftp.carry("federal", "96751")
    file.refresh_from_db()
    assert file.sent_at is None


@pytest.fixture
def three(federal, file) -> list[EdiFile]:
    """Files of one insurer, in the order in which they were written."""
    for number in range(2):
        enroll(federal, email=f"ana{number}@example.org")
        deliver()
        written(federal)
    return list(EdiFile.objects.order_by("pk"))


@pytest.mark.parametrize("broken", range(3))
def test_files_arrive_in_the_order_in_which_they_were_written(server, three, broken):
    """A broken connection shows it; times on a disk may be the same for all three."""
    (server / "in" / f".{three[broken].name}.part").mkdir()
    with pytest.raises(sftp.CannotCarry):
        sftp.carry("federal", "96751")
    assert sorted(path.name for path in (server / "in").glob("[!.]*")) == [file.name for file in three[:broken]]


def test_what_had_arrived_when_the_connection_broke_is_not_brought_again(server, three):
    first, second, third = three
    in_the_way = server / "in" / f".{second.name}.part"
    in_the_way.mkdir()
    with pytest.raises(sftp.CannotCarry):
        sftp.carry("federal", "96751")
    (server / "in" / first.name).unlink()  # taken by the insurer
    in_the_way.rmdir()
    assert sftp.carry("federal", "96751") == (2, 0)
    assert {path.name for path in (server / "in").iterdir()} == {second.name, third.name}


def test_a_damaged_file_holds_no_other_up(server, three):
    EdiFile.objects.filter(pk=three[0].pk).update(sha256="0" * 64)
    assert sftp.carry("federal", "96751") == (2, 0)
    assert {path.name for path in (server / "in").iterdir()} == {file.name for file in three[1:]}
