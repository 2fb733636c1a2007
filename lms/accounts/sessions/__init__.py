"""Who is signed in on which device, so that one device can be signed out by itself."""
