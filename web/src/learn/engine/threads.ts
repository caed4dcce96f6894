/** Threads of WebAssembly. For pictures and networks as small as here, waiting for a second one takes longer than the work. */
export const threads = 1;
