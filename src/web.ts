/** The public entry `subpixel/web`: everything of `subpixel`, with the engine of browsers. */
export * from './index.ts';
export { ortWeb } from './runtime/ort-web.ts';
