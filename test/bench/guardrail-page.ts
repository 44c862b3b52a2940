import { type EqualRow, type HarmedRow, medianFailing, shareOf } from './guardrail-rows.ts';

const EFFECT_WORDS = { outage: 'outage', x10: '× 10', x2: '× 2', x125: '× 1.25' } as const;

/** docs/reference/guardrail.md: the tables of one run of the bench. */
export function guardrailPage(
  equal: readonly EqualRow[],
  harmed: readonly HarmedRow[],
  sizes: Readonly<Record<'ramps' | 'soaks' | 'repeats', number>>,
): string {
  return `<!-- Written by \`npm run bench -- guardrail --page\`. Do not change it by hand. -->

# How often the guardrails are wrong, and how soon they are right

All of it is simulated traffic, decided by the product's own functions: the harm test, its restarts, the brakes.

## Nobody is harmed

Treatment and control fail alike, so every halt is false. ${sizes.ramps} ramps in each line through 2, 10, 50, 80 and 95 % of
100 requests a second from 20,000 users, who fail in 2 % of their requests on average: all alike; 2 % of them always and the
others hardly ever (chronic); log-normal with σ 2.5; Pareto with shape 1.2. Each stage is held for 10 s or for an hour
and passes its gate then; looked at once a second. The soak is ${sizes.soaks} times 72 hours at 50 %, 50,000 users, log-normal.
Brackets hold the standard error. The harm test may be wrong in α of the ramps; brakes owe α nothing, and are counted
by themselves. At most α and three standard errors is what is promised.

| users | harm test, α = 1 % | harm test, α = 5 % | brakes |
|---|---|---|---|
${equal.map(equalLine).join('\n')}

## The same traffic, as it is often guarded

The first 200 ramps of each line above, looked at every ten seconds: a fixed threshold (treatment's requests of the last
minute fail in more than 5 %), and a two-sided Mann-Whitney test at 5 % on all requests so far.

| users | fixed threshold | repeated Mann-Whitney |
|---|---|---|
${equal
  .filter(({ name }) => name !== 'soak')
  .map(todayLine)
  .join('\n')}

## Treatment is harmed

Failing units from the beginning of the harm to the halt at α = 1 %, the median of ${sizes.repeats} runs (a quarter of them for
× 1.25 from ρ = 0.95 on): of treatment in an outage, in which all fail, of both arms otherwise. Usual are 0.2 % failing
units; in the harm two units fail a second. *Bound* is Wald's: nobody can do better on average. A median may lie below it.
*Late* is after half an hour without harm, in an experiment planned for an hour.

| ρ | harm | bound | early | ratio | with brakes | late | with brakes |
|---|---|---|---|---|---|---|---|
${harmed
  .filter(({ when }) => when === 'early')
  .map((early) => harmedLine(early, harmed))
  .join('\n')}
`;
}

function equalLine({ name, results }: EqualRow): string {
  const harm = [0, 1].map((alpha) => shareText(shareOf(results, (each) => each.harm[alpha] === true)));
  const soak = name === 'soak';
  const brakes = soak ? 'off' : shareText(shareOf(results, (each) => each.brake !== null));
  return `| ${soak ? 'soak of 72 hours' : name} | ${harm[0]} | ${harm[1]} | ${brakes} |`;
}

function todayLine({ name, results }: EqualRow): string {
  const first = results.slice(0, 200);
  const threshold = shareText(shareOf(first, (each) => each.today?.threshold === true));
  return `| ${name} | ${threshold} | ${shareText(shareOf(first, (each) => each.today?.mannWhitney === true))} |`;
}

function harmedLine(early: HarmedRow, all: readonly HarmedRow[]): string {
  const late = all.find((row) => row.when === 'late' && row.rho === early.rho && row.effect === early.effect);
  const median = medianFailing(early.results);
  const braked = (row: HarmedRow | undefined) => medianFailing(row?.results ?? [], (each) => each.withBrakes);
  const cells = [early.rho, EFFECT_WORDS[early.effect], early.bound.toFixed(1), median];
  const more = [(median / early.bound).toFixed(2), braked(early), medianFailing(late?.results ?? []), braked(late)];
  return `| ${[...cells, ...more].join(' | ')} |`;
}

function shareText({ share, se }: { share: number; se: number }): string {
  return `${percent(share)} % (${percent(se)})`;
}

function percent(share: number): string {
  return String(Number((share * 100).toFixed(2)));
}
