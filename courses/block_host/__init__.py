"""XBlock host on SQLAlchemy: runs the blocks of a lesson and stores their fields."""
