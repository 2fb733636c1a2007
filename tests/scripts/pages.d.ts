/** A page's script runs beside the template that has its elements, so what a selector finds has no type here. */

interface ParentNode {
  querySelector(selectors: string): any;
  querySelectorAll(selectors: string): NodeListOf<any>;
}

interface Element {
  closest(selectors: string): any;
}

/* Libraries of other people, which the pages load beside our scripts. */
interface Window {
  [library: string]: any;
}

declare var BarcodeDetector: any;
declare var _: any;
