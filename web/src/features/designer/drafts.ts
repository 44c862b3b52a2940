import { KeptDrafts } from '../../lib/kept-drafts.ts';
import { type Design, emptyDesign } from './design.ts';

/** What is kept of an unfinished design in this browser. */
export type Draft = { id: string; design: Design; title: string; yaml: Text | null; keptAtMs: number };
/** The design as text, and whether somebody wrote in it what could not be read yet. */
export type Text = { text: string; unread: boolean };

/** Changes when older drafts cannot be read any more. */
const PREFIX = 'hormesis.design.1.';

/** The unfinished designs of one person in this browser. */
export class Drafts extends KeptDrafts<Draft> {
  constructor(person: string, store: ConstructorParameters<typeof KeptDrafts<Draft>>[0]['store'] = localStorage) {
    super({
      ...{ prefix: PREFIX, person, store },
      restore: (kept, id) => (isDraft(kept) ? { ...kept, id, design: { ...emptyDesign(), ...kept.design } } : null),
    });
  }
}

function isDraft(value: unknown): value is Omit<Draft, 'id'> {
  if (typeof value !== 'object' || value === null || !('design' in value) || !('keptAtMs' in value)) return false;
  const { design } = value;
  return typeof design === 'object' && design !== null && 'faults' in design && Array.isArray(design.faults);
}
