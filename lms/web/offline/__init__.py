"""The course without a network: its pack, what waits on a phone, and the pages about both."""
