"""Items as XLSX or CSV, in the template of this platform."""
