/** Put into dist/subpixel.min.js: its own address, which a classic script has only while it is first run. */
export const scriptUrl = globalThis.document?.currentScript?.src ?? globalThis.location.href;
