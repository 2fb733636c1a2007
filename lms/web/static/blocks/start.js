/* Initialises the blocks of the page, children before their parents. */
window.jQuery(() => window.XBlock.initializeBlocks(document.body));
