/** One JSON object a line: what happened, and nothing of what the pictures show. */
/** Where lines go. */
export interface ServerOutput {
  write(text: string): unknown;
}

type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

export interface Log {
  event(event: string, facts?: Facts): void;
  /** With the stack, which never goes to a client. */
  failure(event: string, error: unknown, facts?: Facts): void;
}

export function createLog(output: ServerOutput): Log {
  const line = (level: string, event: string, facts: Facts) =>
    output.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...facts })}\n`);
  return {
    event: (event, facts = {}) => line('info', event, facts),
    failure(event, error, facts = {}) {
      const [message, stack] = error instanceof Error ? [error.message, error.stack] : [String(error), undefined];
      line('error', event, { ...facts, error: message, stack });
    },
  };
}
