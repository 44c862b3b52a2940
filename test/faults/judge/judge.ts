import { judgeJournal } from './agents.ts';
import { judgeArms } from './arms.ts';
import { judgeDelisting, judgeHalts } from './halts.ts';
import type { Material, Violation } from './material.ts';
import { judgeDeeds, judgeTimelines } from './timeline.ts';

/** Every promise that did not hold. */
export function judge(material: Material): Violation[] {
  return [
    ...material.journals.flatMap((journal) => [...judgeJournal(journal)]),
    ...judgeArms(material),
    ...judgeHalts(material),
    ...judgeDelisting(material),
    ...judgeTimelines(material),
    ...judgeDeeds(material),
  ];
}
