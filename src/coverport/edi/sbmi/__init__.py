"""What a state exchange tells CMS of its policies each month: the SBMI file, one for each insurer and coverage year."""
