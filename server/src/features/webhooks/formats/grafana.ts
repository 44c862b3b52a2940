import { eventTitle } from './event-title.ts';
import type { Format } from './format.ts';

const ENDS: ReadonlySet<string> = new Set(['experiment.halted', 'experiment.completed']);

/**
 * An annotation for `POST /api/annotations` of Grafana. The end of an experiment is a region from its start, everything else
 * a moment. https://grafana.com/docs/grafana/latest/developer-resources/api-reference/http-api/annotations.
 */
export const grafana: Format = (event, startedAt) => {
  const { kind, at, text, experiment, termination, gameDay, link } = event;
  const atMs = Date.parse(at);
  const region = ENDS.has(kind) && startedAt !== null ? { time: startedAt.getTime(), timeEnd: atMs } : { time: atMs };
  const about = [experiment?.id, experiment?.scenario, experiment?.path ?? gameDay?.path, termination?.app];
  return {
    ...region,
    tags: ['hormesis', kind, ...about.filter((each) => each !== undefined)],
    text: [eventTitle(event), text, ...(link === null ? [] : [link])].join('\n'),
  };
};
