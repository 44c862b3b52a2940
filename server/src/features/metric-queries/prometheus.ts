import { z } from 'zod';

const sample = z.tuple([z.number(), z.string()]);
const answer = z.object({
  status: z.enum(['success', 'error']),
  error: z.string().optional(),
  data: z
    .discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('vector'), result: z.array(z.object({ value: sample })) }),
      z.object({ resultType: z.literal('scalar'), result: sample }),
      z.object({ resultType: z.literal('matrix'), result: z.array(z.unknown()) }),
      z.object({ resultType: z.literal('string'), result: z.unknown() }),
    ])
    .optional(),
});

/**
 * Asks a Prometheus (its HTTP API, `GET /api/v1/query`) for one number.
 * @throws Error that says why there is none: no answer, an error of the query, no series, several, or not a number.
 */
export async function askPrometheus(base: string, query: string, timeoutMs: number): Promise<number> {
  const url = new URL('api/v1/query', base.endsWith('/') ? base : `${base}/`);
  url.searchParams.set('query', query);
  const body = answer.safeParse(await bodyOf(url, timeoutMs));
  if (!body.success) throw new Error('Prometheus gave an answer of an unknown form');
  const { status, error, data } = body.data;
  if (status === 'error' || !data) throw new Error(`Prometheus refused the query: ${error ?? 'without a reason'}`);
  return numberOf(data);
}

async function bodyOf(url: URL, timeoutMs: number): Promise<unknown> {
  try {
    const response = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: 'application/json' },
    });
    return await response.json();
  } catch (cause) {
    const why = cause instanceof Error && cause.name === 'TimeoutError' ? ` within ${timeoutMs} ms` : '';
    throw new Error(`Prometheus gave no answer${why}`, { cause });
  }
}

function numberOf(data: NonNullable<z.infer<typeof answer>['data']>): number {
  switch (data.resultType) {
    case 'scalar':
      return finite(data.result[1]);
    case 'vector': {
      const [only, ...others] = data.result;
      if (!only) throw new Error('the query gives no series');
      if (others.length > 0) throw new Error(`the query gives ${others.length + 1} series, one is needed`);
      return finite(only.value[1]);
    }
    case 'matrix':
    case 'string':
      throw new Error(`the query gives a ${data.resultType}, a single number is needed`);
  }
}

function finite(text: string): number {
  const value = Number(text);
  if (!Number.isFinite(value)) throw new Error(`the query gives ${text}, a number is needed`);
  return value;
}
