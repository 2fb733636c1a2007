"""Answer sheets: what a script needs to answer for a block where there is no server.

A sheet holds the HTML that the block's own Python makes for each answer. The scripts that read
sheets are in `lms/web/static/offline`; they keep the same fields as the block. Nothing here imports
a block, so that blocks of any package can have sheets.
"""
