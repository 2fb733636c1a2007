// Tell the learning platform that registration has ended, so that it closes this window or frame.
(window.opener || window.parent).postMessage({ subject: "org.imsglobal.lti.close" }, "*");
