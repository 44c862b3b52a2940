import { array, EXPERIMENT_ID, type FrameRefusal, object, oneOf, parsing, text } from './frame-field.ts';

/** What must stop at once: all experiments, or some. */
export type HaltOrder = 'all' | readonly string[];
export type ParsedHalt = { readonly ok: true; readonly experiments: HaltOrder } | FrameRefusal;

/** Checks a `halt` frame. The caller halts everything when the frame is refused: to stop too much is the safe mistake. */
export function parseHalt(value: unknown): ParsedHalt {
  return parsing((): ParsedHalt => {
    const frame = object(value, 'halt');
    oneOf(frame.type, 'type', ['halt']);
    const { experiments } = frame;
    if (experiments === 'all') return { ok: true, experiments };
    return {
      ok: true,
      experiments: array(experiments, 'experiments', 10_000, (item, field) => text(item, field, EXPERIMENT_ID)),
    };
  });
}
