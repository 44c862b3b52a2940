import pino from 'pino';

export type Logger = pino.Logger;

/** One JSON line per event on standard error; `HORMESIS_LOG` chooses the level. */
export function createLogger(level: string): Logger {
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ fd: 2, sync: true }));
}
