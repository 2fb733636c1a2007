/* Starts the blocks of the page, children before what they stand in. */
window.jQuery(() => window.XBlock.initializeBlocks(document.body));
