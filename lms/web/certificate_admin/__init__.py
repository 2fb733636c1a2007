"""Administration of certificates: records, designs, corrections of names, issue for cohorts."""
