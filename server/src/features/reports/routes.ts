import { type Response, Router } from 'express';
import { z } from 'zod';
import { handler, parameter, parseQuery } from '../../platform/http.ts';
import { allow } from '../../platform/identity.ts';
import { experimentMarkdown } from './experiment-markdown.ts';
import { gameDayMarkdown } from './game-day-markdown.ts';
import { type ReportPorts, reportOfExperiment, reportOfGameDay } from './reports.ts';

const query = z.object({
  format: z.enum(['json', 'md'], { error: 'must be json or md' }).default('json'),
});

/** `/experiments/:id/report` and `/game-days/:id/report`, as JSON or Markdown. */
export function reportRoutes(ports: ReportPorts): Router {
  const router = Router();
  router.get(
    '/experiments/:id/report',
    allow('viewer'),
    handler(async (request, response) => {
      const { format } = parseQuery(query, request);
      const report = await reportOfExperiment(ports, parameter(request, 'id'));
      if (format === 'json') response.json(report);
      else sendMarkdown(response, experimentMarkdown(report));
    }),
  );
  router.get(
    '/game-days/:id/report',
    allow('viewer'),
    handler(async (request, response) => {
      const { format } = parseQuery(query, request);
      const report = await reportOfGameDay(ports, parameter(request, 'id'));
      if (format === 'json') response.json(report);
      else sendMarkdown(response, gameDayMarkdown(report));
    }),
  );
  return router;
}

function sendMarkdown(response: Response, markdown: string): void {
  response.type('text/markdown; charset=utf-8').send(markdown);
}
