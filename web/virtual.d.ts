/** What the build knows of the weights, written by build/weights.ts. */
declare module 'virtual:weights' {
  export const manifest: import('./build/weights.ts').Manifest;
}

/** Where ONNX Runtime's files are, relative to the page; written by build/ort.ts. */
declare module 'virtual:ort' {
  export const ortFolder: string;
  export const ortFiles: readonly string[];
}
