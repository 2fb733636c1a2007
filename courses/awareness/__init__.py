"""Awareness sessions that participants hold in their communities and report."""
