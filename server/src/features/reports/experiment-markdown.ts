import type { ExperimentView } from '@hormesis/contract/experiment.ts';
import { faultWords } from '@hormesis/contract/fault-words.ts';
import type { ExperimentReport } from '@hormesis/contract/report.ts';
import { evidenceLines, flowTable, radiusTable, rampTable, verdictLines } from './experiment-sections.ts';
import { duration, moment } from './figures.ts';
import { blocks, code, facts, text } from './markdown.ts';
import { findingTable, noteTable, timelineTable } from './shared-sections.ts';

/** The report of one experiment as Markdown. */
export function experimentMarkdown({ madeAt, experiment, findings, gameDay, notes }: ExperimentReport): string {
  const lines = blocks(
    [`# ${text(experiment.title)}`],
    [`> ${text(experiment.hypothesis)}`],
    facts([
      ...factsOf(experiment),
      ['Game day', gameDay ? `${text(gameDay.name)} (${code(gameDay.id)}), step ${gameDay.step + 1}` : ''],
    ]),
    verdictLines(experiment),
    ...experimentSections(experiment, '##'),
    ['## Findings'],
    findingTable(findings),
    ...(notes.length > 0 ? [['## Notes'], noteTable(notes)] : []),
    ['## Timeline'],
    timelineTable([...experiment.timeline].sort((a, b) => a.id - b.id)),
    [`Made by Hormesis at ${moment(madeAt)} UTC.`],
  );
  return `${lines.join('\n')}\n`;
}

/** What was failed, for whom, by whom and when. */
export function factsOf(experiment: ExperimentView): (readonly [string, string])[] {
  const { id, scenario, scenarioVersion, path, faults, owner } = experiment;
  const failed = faults.map(
    ({ callGroup, fault, role }) => `${code(callGroup)} ${text(faultWords(fault))}${role ? ` (${role})` : ''}`,
  );
  return [
    ['Experiment', `${code(id)} of ${code(scenario)}, version ${scenarioVersion}, on ${code(path)}`],
    ['Fails', failed.join('; ')],
    ['Run', runWords(experiment)],
    ['Owner', text(owner)],
  ];
}

function runWords({ startedAt, createdAt, endedAt, startedBy, approvedBy }: ExperimentView): string {
  const from = startedAt ?? createdAt;
  const took = endedAt ? `, took ${duration(Date.parse(endedAt) - Date.parse(from))}` : ', still going on';
  return `${moment(from)} UTC by ${text(startedBy)}${approvedBy ? `, approved by ${text(approvedBy)}` : ''}${took}`;
}

/** Ramp, evidence, blast radius and calls; `heading` says how deep they stand. Nothing is concluded from testers. */
export function experimentSections(experiment: ExperimentView, heading: '##' | '####'): (readonly string[])[] {
  const live = experiment.population === 'live';
  return [
    ...(live ? [[`${heading} Ramp`], rampTable(experiment), [`${heading} Evidence`], evidenceLines(experiment)] : []),
    [`${heading} Blast radius`],
    radiusTable(experiment),
    [`${heading} What became of each call`],
    flowTable(experiment),
  ];
}
