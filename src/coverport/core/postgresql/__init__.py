"""Django's PostgreSQL with our connections: settings name this folder as the engine."""
