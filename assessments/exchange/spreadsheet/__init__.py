"""Items as XLSX or CSV, in our own template."""
