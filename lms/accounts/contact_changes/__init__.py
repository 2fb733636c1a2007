"""Changes of contact: confirmed through the new contact, and disputable through the old one."""
