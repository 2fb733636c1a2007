"""An XBlock host on SQLAlchemy: runs the blocks of a lesson and keeps their fields."""
