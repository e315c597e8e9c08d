"""The clock of this room, for procrastinate: every minute the emails that are due. One that a killed job sends again has its old id."""

from procrastinate.contrib.django import app

from coverport.notices import delivery


@app.periodic(cron="* * * * *")
@app.task(name="notices.send_emails", queueing_lock="notices.send_emails")
def send_emails(timestamp: int) -> None:
    """Send what is due, in parts, until nothing is or nothing goes."""
    while delivery.send_emails():
        pass
