"""The shell: joins the domains and shows them to people, programs and other systems."""
