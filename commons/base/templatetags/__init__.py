"""Tags and filters of the templates: names, dates, icons, fields."""
