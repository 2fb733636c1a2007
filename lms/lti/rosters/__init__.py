"""Rosters of platforms (Names and Role Provisioning Services 2.0): read, compared, applied."""
