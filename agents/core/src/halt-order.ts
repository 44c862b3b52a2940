import { array, EXPERIMENT_ID, type FrameRefusal, object, oneOf, parsing, text } from './frame-field.ts';

/** What must stop at once: all experiments, or some. */
export type HaltOrder = 'all' | readonly string[];
export type ParsedHalt = { readonly ok: true; readonly halt: string; readonly experiments: HaltOrder } | FrameRefusal;

/** Checks a `halt` frame; `halt` names it for the confirmation. The caller halts everything when the frame is refused: to stop too much is the safe mistake. */
export function parseHalt(value: unknown): ParsedHalt {
  return parsing((): ParsedHalt => {
    const frame = object(value, 'halt');
    oneOf(frame.type, 'type', ['halt']);
    const halt = text(frame.halt, 'halt', /^.{0,64}$/);
    const { experiments } = frame;
    if (experiments === 'all') return { ok: true, halt, experiments };
    return {
      ok: true,
      halt,
      experiments: array(experiments, 'experiments', 10_000, (item, field) => text(item, field, EXPERIMENT_ID)),
    };
  });
}
