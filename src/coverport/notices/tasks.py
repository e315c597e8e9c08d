"""The clock of this room, for procrastinate: every minute the emails that are due. A job that runs twice sends nothing twice."""

from procrastinate.contrib.django import app

from coverport.notices import delivery


@app.periodic(cron="* * * * *")
@app.task(name="notices.send_emails", queueing_lock="notices.send_emails")
def send_emails(timestamp: int) -> None:
    """Send what is due, in parts, until nothing is or nothing goes."""
    while delivery.send_emails():
        pass
