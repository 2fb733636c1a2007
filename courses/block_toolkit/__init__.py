"""What blocks of any package share: base class, author form, Markdown, browser script. Portable."""
