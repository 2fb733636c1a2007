"""Pages with which somebody joins an organisation: by a class code or a personal link."""
