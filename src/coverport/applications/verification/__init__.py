"""Whether what people told is so: the sources are asked, what they do not confirm becomes a task with a date, never a no."""
