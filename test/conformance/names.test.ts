import { callGroup } from '@hormesis/contract/call-group.ts';
import { criticalPath } from '@hormesis/contract/critical-path.ts';
import { yamlBody } from '@hormesis/contract/scenario.ts';
import { parseCallGroup } from '@hormesis/core/call-group.ts';
import { compileRoute } from '@hormesis/core/route.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const { route, text } = {
  route: criticalPath.shape.entries.element.shape.routes.element,
  text: fc.string({ unit: fc.constantFrom(...'Aaz0/:?#%*>.-_ \0\n\u2028é😀') }),
};

test('every route that a critical path may name is one that agents can compile', () => {
  const candidates = fc.tuple(fc.constantFrom('GET', 'POST', 'X'.repeat(21)), text);
  fc.assert(
    fc.property(candidates, ([method, path]) => {
      const allowed = route.safeParse(`${method} /${path}`).success;
      expect(allowed).toBe(compileRoute(method, `/${path}`, false) !== null);
    }),
    { examples: [[['GET', 'play?x=1']], [['GET', 'a'.repeat(501)]], [['GET', 'play/:title']]] },
  );
});

test('control plane and agents take the same names of call groups, none with a character that the database refuses', () => {
  fc.assert(
    fc.property(text, (operation) => {
      const name = `api>custom:license/${operation}`;
      expect(callGroup.safeParse(name).success).toBe(parseCallGroup(name) !== null);
    }),
    { examples: [['issue'], ['issue\0'], ['😀'.repeat(130)], ['a'.repeat(201)]] },
  );
  expect(parseCallGroup('api>custom:license/issue\0')).toBeNull();
});

test('a text so long that reading it could hold up a halt is not read', () => {
  expect(yamlBody.safeParse({ yaml: '['.repeat(64_000) }).success).toBe(true);
  expect(yamlBody.safeParse({ yaml: '['.repeat(64_001) }).success).toBe(false);
});
