import type { LintResult } from '@hormesis/contract/scenario.ts';
import { newIdempotencyKey } from '../../../lib/idempotency-key.ts';
import { post } from '../../../lib/request.ts';

export function lintScenario(yaml: string): Promise<LintResult> {
  return post('/scenarios/lint', { yaml }, newIdempotencyKey());
}
