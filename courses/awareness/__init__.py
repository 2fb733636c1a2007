"""Awareness sessions that participants hold at home and report: where, for whom, how many came."""
