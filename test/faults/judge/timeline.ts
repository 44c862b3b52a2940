import { LEASE_MS } from '@hormesis/contract/agent-link.ts';
import type { Deed } from '../people.ts';
import type { Line, Material, Violation } from './material.ts';

const AFTER_THE_END = new Set(['verdict', 'halt_confirmed', 'residue']);
/** A claim is measured before it is written, milliseconds. */
const MEASURED_MS = 20;

/** Each experiment's timeline by itself: in order, one end, each stage once, and one control loop at a time. */
export function* judgeTimelines({ experiments, lines }: Material): Generator<Violation> {
  for (const { id } of experiments) {
    const own = lines.filter((line) => line.experiment === id);
    yield* inOrder(id, own);
    yield* oneEnd(id, own);
    yield* oneLoop(id, own);
  }
}

function* inOrder(id: string, lines: readonly Line[]): Generator<Violation> {
  for (let at = 1; at < lines.length; at += 1) {
    const [before, after] = [lines[at - 1], lines[at]];
    if (before && after && after.atMs < before.atMs)
      yield { invariant: 'timeline', text: `${id}: "${after.text}" comes after "${before.text}" and is earlier` };
  }
  const stages = lines.filter(({ kind }) => kind === 'stage_began').map(({ detail }) => detail.stage);
  if (stages.some((stage, at) => stage !== at))
    yield { invariant: 'timeline', text: `${id}: its stages began in the order ${stages.join(', ')}` };
}

function* oneEnd(id: string, lines: readonly Line[]): Generator<Violation> {
  const ends = lines.filter(({ kind }) => kind === 'halted' || kind === 'completed');
  if (ends.length > 1) yield { invariant: 'timeline', text: `${id} ended ${ends.length} times` };
  const end = ends[0];
  const late = lines.find((line) => end && line.id > end.id && !AFTER_THE_END.has(line.kind));
  if (late) yield { invariant: 'timeline', text: `${id}: "${late.text}" after its end` };
}

/** Control goes on to another process only when it was handed over or its claim had run out, and each claim has one owner. */
function* oneLoop(id: string, lines: readonly Line[]): Generator<Violation> {
  const owners = new Map<number, unknown>();
  let last = 0;
  for (const { kind, detail, text } of lines) {
    const epoch = Number(detail.epoch);
    if (!Number.isInteger(epoch)) continue;
    const owner = kind === 'control_changed_hands' ? detail.to : detail.controller;
    if (epoch < last)
      yield { invariant: 'control', text: `${id}: "${text}" by a claim that was over (${epoch} after ${last})` };
    if (owners.has(epoch) && owners.get(epoch) !== owner)
      yield { invariant: 'control', text: `${id}: claim ${epoch} had two owners, ${owners.get(epoch)} and ${owner}` };
    owners.set(epoch, owner);
    last = epoch;
    if (kind === 'control_changed_hands' && detail.from !== null && Number(detail.gapMs) < LEASE_MS - MEASURED_MS)
      yield {
        invariant: 'control',
        text: `${id}: ${detail.to} took control ${detail.gapMs} ms after a round of ${detail.from}, whose claim was good`,
      };
  }
}

/** What people were told was done is in the timeline once, in their order; what was refused is not. */
export function* judgeDeeds({ deeds, lines, experiments }: Material): Generator<Violation> {
  const placed: { deed: Deed; line: Line }[] = [];
  for (const deed of deeds) {
    if (deed.act === 'release') continue;
    const found = lines.filter(({ kind, text }) => kind === kindOf(deed) && says(text, deed.reason));
    const most = deed.outcome === 'refused' ? 0 : 1;
    if (deed.act !== 'halt all' && deed.act !== 'start' && found.length > most)
      yield {
        invariant: 'acknowledged',
        text: `${deed.person}'s ${deed.act} (${deed.outcome}) is ${found.length} times in the timeline`,
      };
    if (deed.outcome !== 'acknowledged') continue;
    if (deed.halt) {
      for (const id of deed.halt.halted) {
        const ended = experiments.find((each) => each.id === id);
        if (ended?.state !== 'halted' && ended?.state !== 'completed')
          yield {
            invariant: 'acknowledged',
            text: `${deed.person} was told that ${id} is halted; it is ${ended?.state ?? 'unknown'}`,
          };
      }
    } else if (deed.act === 'start') {
      const created = lines.filter(({ kind, experiment }) => kind === 'created' && experiment === deed.experiment);
      if (created.length !== 1)
        yield {
          invariant: 'acknowledged',
          text: `${deed.experiment} was started and is created ${created.length} times`,
        };
    } else if (found.length !== 1) {
      yield {
        invariant: 'acknowledged',
        text: `${deed.person}'s ${deed.act} of ${deed.experiment} was acknowledged and is ${found.length} times in the timeline (${deed.told})`,
      };
    } else if (found[0]) placed.push({ deed, line: found[0] });
  }
  for (const one of placed)
    for (const other of placed)
      if (
        one.line.experiment === other.line.experiment &&
        one.deed.endedMs < other.deed.beganMs &&
        one.line.id > other.line.id
      )
        yield {
          invariant: 'acknowledged',
          text: `${one.deed.act} came before ${other.deed.act}, and the timeline has it after`,
        };
}

function kindOf({ act }: Deed): string {
  const kinds = {
    promote: 'promoted',
    pause: 'paused',
    resume: 'resumed',
    halt: 'halted',
    'halt all': 'halted',
    start: 'created',
    release: '',
  };
  return kinds[act];
}

function says(text: string, reason: string): boolean {
  return new RegExp(`${reason}(?!\\d)`).test(text);
}
