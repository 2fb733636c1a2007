"""Renders pictures of lessons as SVG: drawings from files, and diagrams from data."""
