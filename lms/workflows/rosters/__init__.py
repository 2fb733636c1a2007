"""Use cases of rosters: upload, preview, confirm, import, undo and export.

A row passes these modules in order: `lms.adapters.spreadsheets.roster` parses the file into lines,
`drafts` stores, previews and confirms them, and the job in `import_rows` imports them in batches.
Preview and import both parse cells with `cells` and compare the rows with `comparison`. `undo`
takes an import back.
"""
