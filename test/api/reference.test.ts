import { readFileSync } from 'node:fs';
import { errorsOf } from '@hormesis/contract/api-route.ts';
import { apiRoutes } from '@hormesis/contract/api-routes.ts';
import { errorCodes } from '@hormesis/contract/errors.ts';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { apiReference } from '../../scripts/api-reference/api-reference.ts';
import { examples } from '../../scripts/api-reference/examples.ts';

const folder = new URL('../../docs/reference/', import.meta.url);
const wanted = await apiReference();

test.each(Object.keys(wanted))('docs/reference/%s is what the contract says today', (name) => {
  const committed = readFileSync(new URL(name, folder), 'utf8');
  expect(committed === wanted[name], 'it is stale, run: npm run openapi').toBe(true);
});

test('the document is valid OpenAPI 3.1 and every reference in it leads somewhere', async () => {
  const document = JSON.parse(wanted['openapi.json'] ?? '');
  const validator = new Validator();
  expect(await validator.validate(structuredClone(document))).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  const refs = [...(wanted['openapi.json'] ?? '').matchAll(/"\$ref": "#\/components\/(\w+)\/(\w+)"/g)];
  expect(refs.length).toBeGreaterThan(100);
  for (const [ref, kind = '', name = ''] of refs) expect(document.components[kind], ref).toHaveProperty(name);
});

test('in a body a field with a default may be left out, in an answer it is always there', () => {
  const { schemas } = JSON.parse(wanted['openapi.json'] ?? '').components;
  expect(schemas.StageInput.required).not.toContain('minExposedUnits');
  expect(schemas.Stage.required).toContain('minExposedUnits');
  expect(schemas.StartBody.properties.ramp.$ref).toBe('#/components/schemas/RampInput');
  expect(schemas.ExperimentView.properties.ramp.$ref).toBe('#/components/schemas/Ramp');
});

test('what a comment in the contract says of a field stands in the reference', () => {
  const { schemas } = JSON.parse(wanted['openapi.json'] ?? '').components;
  expect(schemas.HaltReport.properties.recorded.description).toMatch(/^False while the database is away/);
  expect(schemas.ExperimentView.properties.logE.description).toBe(
    schemas.ExperimentSummary.properties.logE.description,
  );
});

test.each(Object.entries(examples))('the example of %s fits its schema, and holds nothing else', (id, example) => {
  const route = apiRoutes.find((each) => each.id === id);
  if (!route) throw new Error(`there is no route ${id}`);
  if ('body' in example) expect(route.body?.parse(example.body)).toEqual(example.body);
  if ('answer' in example) expect(route.answer.schema.parse(example.answer)).toEqual(example.answer);
});

test('every error code is given by some route, and no two routes share an id', () => {
  const given = new Set(apiRoutes.flatMap(errorsOf));
  expect([...given].sort()).toEqual(Object.keys(errorCodes).sort());
  expect(new Set(apiRoutes.map(({ id }) => id)).size).toBe(apiRoutes.length);
});
