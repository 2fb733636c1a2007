// Registration has ended: the platform closes this window or frame.
(window.opener || window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*");
