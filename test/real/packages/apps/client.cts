// The same as CommonJS.
import { errorCodes } from '@hormesis/contract/errors';
import { type ExperimentView, experimentView } from '@hormesis/contract/experiment';
import { injectionPoint } from '@hormesis/node';
import '@hormesis/node/register';

export const issued: Promise<number> = injectionPoint('custom:license/issue', () => 7);
export const parse = (text: string): ExperimentView => experimentView.parse(JSON.parse(text));
export const status: 409 = errorCodes.hold_switch_set.status;
// @ts-expect-error an arm is one of three words, so the types are real and not `any`
export const wrong: number = parse('').verdict;
