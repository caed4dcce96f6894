/** What the user reads of an error. */
import { SubpixelError } from '../errors.ts';

/** Our own sentences as they are, the system's with their cause. */
export function sentenceOf(error: unknown): string {
  if (error instanceof SubpixelError) return error.message;
  if (error instanceof Error && 'syscall' in error) return error.message;
  return `Unexpected failure: ${error instanceof Error ? error.message : String(error)} (--debug shows where)`;
}
