/**
 * The one family of errors. Every message is a sentence for the user, in the form
 * `Expected 2, 3 or 4 for scale but received 5`. The CLI prints the sentence; `--debug` adds the stack.
 */
export class SubpixelError extends Error {
  override get name(): string {
    return this.constructor.name;
  }
}

/** A tensor or image has the wrong size. */
export class ShapeError extends SubpixelError {}

/** A graph is not well-formed: the message names the operator and the value. */
export class GraphError extends SubpixelError {}

/** An option or configuration value is wrong: the message names the key. */
export class ConfigError extends SubpixelError {}

/** A picture cannot be read or written: the message names the file. */
export class CodecError extends SubpixelError {}

/** The engine refused a network or failed while running it. */
export class EngineError extends SubpixelError {}

/** `Expected <what> for <name> but received <value>`: the sentence of every rejected value. */
export function expected(what: string, name: string, received: unknown): string {
  const shown = typeof received === 'string' ? JSON.stringify(received) : String(received);
  return `Expected ${what} for ${name} but received ${shown.length > 120 ? `${shown.slice(0, 117)}...` : shown}`;
}
