"""One folder per exchange: the states it serves, its calendar, words, colors and partners; its row holds the date of record."""
