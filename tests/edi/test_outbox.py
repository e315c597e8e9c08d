"""A committed file comes into its folder whole, and comes back byte for byte when it is lost."""

import pytest

from coverport.edi import outbox
from coverport.edi.models import EdiFile
from tests.edi.enrolled import deliver, enroll, written

pytestmark = pytest.mark.usefixtures("on_sale")


@pytest.fixture
def file(federal) -> EdiFile:
    """Written and committed, but its worker was killed before it put the file in place."""
    enroll(federal)
    deliver()
    return written(federal)


def there(folder) -> list[str]:
    """Every file in the folder of a test, unfinished ones, too."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_it_is_put_in_place_when_its_transaction_commits(
    federal, outbox: object, django_capture_on_commit_callbacks
) -> None:
    enroll(federal)
    deliver()
    with django_capture_on_commit_callbacks(execute=True):
        made = written(federal)
        assert there(outbox) == []
    made.refresh_from_db()
    assert made.placed_at is not None
    assert there(outbox) == [f"federal/{made.issuer_id}/{made.name}"]


def test_a_file_that_a_killed_worker_left_is_put_in_place(file) -> None:
    assert file.placed_at is None
    assert outbox.place_files(look_again=False) == 1
    path = outbox.path_of(file)
    assert path.read_bytes() == file.bytes
    assert path.stat().st_mode & 0o777 == 0o600
    assert outbox.place_files() == 0


@pytest.mark.parametrize("harm", ["gone", "cut", "its folder, too"])
def test_a_lost_file_is_written_again_byte_for_byte(file, harm) -> None:
    outbox.place_files()
    path = outbox.path_of(file)
    before = path.read_bytes()
    if harm == "cut":
        path.write_bytes(before[:100])
    else:
        path.unlink()
    if harm == "its folder, too":
        path.parent.rmdir()
    assert outbox.place_files() == 1
    assert path.read_bytes() == before
    assert len(list(path.parent.iterdir())) == 1


def test_bytes_that_are_not_those_that_were_written_never_go_out_and_hold_no_other_up(federal, file, outbox) -> None:
    from coverport.edi import outbox as room

    EdiFile.objects.update(content=file.content.replace("Rivera", "Rivers"))
    enroll(federal, email="bo@example.org")
    deliver()
    other = written(federal)
    assert room.place_files() == 1
    assert there(outbox) == [f"federal/{other.issuer_id}/{other.name}"]
    with pytest.raises(room.Damaged):
        room.place_file(file.pk)


def test_a_file_that_a_killed_worker_left_goes_before_the_next_one(federal):
    enroll(federal)
    deliver()
    first = written(federal)
    enroll(federal, email="luis@example.org")
    deliver()
    second = written(federal)
    path = outbox.place_file(second.pk)
    first.refresh_from_db()
    assert first.placed_at is not None
    assert path.parent.joinpath(first.name).read_bytes() == first.bytes
