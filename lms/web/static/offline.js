/* Lets the worker answer for the pages that work without a network, such as a learner's certificates. */
if (window.isSecureContext) navigator.serviceWorker?.register("/service-worker.js");
