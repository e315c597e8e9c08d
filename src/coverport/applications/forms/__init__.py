"""The forms of the application's steps. Each checks through the room's rules, keeps what was typed, and yields an answer."""
