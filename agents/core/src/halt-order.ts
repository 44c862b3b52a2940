import { array, EXPERIMENT_ID, type FrameRefusal, object, oneOf, parsing, text } from './frame-field.ts';

/** What must stop at once: all experiments, or some. */
export type HaltOrder = 'all' | readonly string[];
export type ParsedHalt =
  | {
      readonly ok: true;
      readonly halt: string;
      readonly experiments: HaltOrder;
      /** With `all`: ids to remember even if they are not known here; rules may still be on their way from elsewhere. */
      readonly named: readonly string[];
    }
  | FrameRefusal;

/** Checks a `halt` frame; `halt` names it for the confirmation. The caller halts everything when the frame is refused: to stop too much is the safe mistake. */
export function parseHalt(value: unknown): ParsedHalt {
  return parsing((): ParsedHalt => {
    const frame = object(value, 'halt');
    oneOf(frame.type, 'type', ['halt']);
    const halt = text(frame.halt, 'halt', /^.{0,64}$/);
    const { experiments } = frame;
    const named = frame.named === undefined ? [] : idsOf(frame.named, 'named');
    if (experiments === 'all') return { ok: true, halt, experiments, named };
    return { ok: true, halt, experiments: idsOf(experiments, 'experiments'), named };
  });
}

function idsOf(value: unknown, field: string): string[] {
  return array(value, field, 10_000, (item, at) => text(item, at, EXPERIMENT_ID));
}
