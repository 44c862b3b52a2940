import type { Recipe } from './recipe.ts';

const FALLBACK = 'Somebody has decided what is shown instead, and the caller has a fallback for it.';
const DOWN = { kind: 'error', status: 503 } as const;

/** The recipes, in the order in which a team would try them: the mildest first. */
export const recipes: readonly Recipe[] = [
  {
    name: 'latency-below-timeout',
    family: 'latency',
    about: 'slow, but just within what the caller waits: no fallback steps in, and everything takes longer',
    fits: { to: 'call_group' },
    delayMs: (timeoutMs) => Math.max(1, Math.round(timeoutMs * 0.9)),
    fault: (delayMs) => ({ kind: 'latency', delayMs }),
    words: ({ what, journey, timeoutMs, delayMs }) => ({
      title: `${what} is slow, just within the timeout`,
      hypothesis: `When ${what} takes ${delayMs} ms longer, ${journey} is still quick enough for everybody, and no pool runs dry.`,
      prerequisites: [`The caller waits ${timeoutMs} ms for it.`, 'slow is a KPI of the path.'],
      expected: ['No fallback is served and no breaker opens.', 'Nobody is slow by the objective of the path.'],
    }),
  },
  {
    name: 'latency-above-timeout',
    family: 'latency',
    about: 'slower than the caller waits: its timeout fires, and the fallback has to be there',
    fits: { to: 'call_group' },
    delayMs: (timeoutMs) => Math.round(timeoutMs * 1.5),
    fault: (delayMs) => ({ kind: 'latency', delayMs }),
    words: ({ what, journey, timeoutMs, delayMs }) => ({
      title: `${what} is slower than its timeout`,
      hypothesis: `When ${what} takes ${delayMs} ms longer, its caller gives up in time and ${journey} works without it.`,
      prerequisites: [`The caller waits ${timeoutMs} ms for it.`, FALLBACK],
      expected: [
        'The caller times out, and the fallback is served.',
        'A breaker may open: then control is served it too.',
      ],
    }),
  },
  {
    name: 'hard-failure',
    family: 'failure',
    about: 'answers with an error at once',
    fits: { to: 'call_group' },
    fault: () => DOWN,
    words: ({ what, journey }) => ({
      title: `${what} is down`,
      hypothesis: `Without ${what} everybody can still ${journey}.`,
      prerequisites: [FALLBACK],
      expected: ['Every injected call is absorbed, by a fallback or a handler.', 'No request fails because of it.'],
    }),
  },
  {
    name: 'everything-degradable-down',
    family: 'everything-degradable',
    about: 'everything that may be missing is missing at once',
    fits: { to: 'everything' },
    fault: () => DOWN,
    words: ({ journey }) => ({
      title: 'Everything that may be missing is missing',
      hypothesis: `With nothing but the essential services left, everybody can still ${journey}.`,
      prerequisites: ['Each degradable call group has passed hard-failure alone.'],
      expected: ['Every fallback is served at the same time.', 'The essential calls go on as before.'],
    }),
  },
  {
    name: 'cache-gone',
    family: 'cache',
    about: 'no copy of a cache answers: the store behind it gets every read',
    fits: { to: 'call_group', named: /cache|memcached|redis/i },
    fault: () => DOWN,
    words: ({ what, journey }) => ({
      title: `The cache ${what} is gone`,
      hypothesis: `Without the cache everything comes from the store behind it, and everybody can still ${journey} as quickly.`,
      prerequisites: ['The store can take every read of this share of the traffic: compare its load with the stage.'],
      expected: ['More calls to the store, by the share of the stage.', 'Nobody fails, and nobody is slow.'],
    }),
  },
  {
    name: 'identity-down',
    family: 'identity',
    about: 'nobody can be asked who somebody is: the signature of the token has to do',
    fits: { to: 'call_group', named: /identity|auth|session|login|token/i },
    fault: () => DOWN,
    words: ({ what, journey }) => ({
      title: 'Identity is down',
      hypothesis: `While ${what} is down, whoever is signed in stays signed in by the signature of the token, and can ${journey}.`,
      prerequisites: ['Tokens are signed, and the caller can check them alone.', 'Tokens live longer than an outage.'],
      expected: ['Tokens are checked locally.', 'Nobody is signed out, and nobody gets in who should not.'],
    }),
  },
  {
    name: 'zone-gone',
    family: 'zone',
    about: 'all calls into one zone fail: what is there must be elsewhere too',
    fits: { to: 'zone' },
    fault: () => ({ kind: 'abort' }),
    words: ({ what, journey }) => ({
      title: `${capital(what)} is gone`,
      hypothesis: `When no call into ${what} arrives, instances elsewhere take over, and everybody can still ${journey}.`,
      prerequisites: [
        'What runs there runs elsewhere as well, with room for all of the traffic.',
        'Instances tell their addresses.',
      ],
      expected: ['On the map calls move to other zones.', 'What runs only there has a fallback.'],
    }),
  },
  {
    name: 'region-evacuated',
    family: 'region',
    about: 'all calls into one region fail, as if its traffic had to go elsewhere',
    fits: { to: 'region' },
    fault: () => ({ kind: 'abort' }),
    words: ({ what, journey }) => ({
      title: `${capital(what)} is evacuated`,
      hypothesis: `When no call into ${what} arrives, the other regions serve its users too, and everybody can still ${journey}.`,
      prerequisites: [
        'The other regions have room for all of the traffic.',
        'Instances tell their addresses.',
        'zone-gone has passed for each zone of it.',
      ],
      expected: [
        'On the map calls cross into the other regions, and the journey takes longer by that.',
        'Nothing needs the region to be there.',
      ],
    }),
  },
  {
    name: 'slow-then-dead',
    family: 'slow-then-dead',
    about: 'first no answer, then a broken connection: the caller has lost most of its time when it hears of it',
    fits: { to: 'call_group' },
    delayMs: (timeoutMs) => Math.max(1, Math.round(timeoutMs * 0.8)),
    fault: (afterMs) => ({ kind: 'abort', afterMs }),
    words: ({ what, journey, delayMs }) => ({
      title: `${what} is slow and then dead`,
      hypothesis: `When ${what} says nothing for ${delayMs} ms and then breaks, the caller does not begin anew, and everybody can still ${journey} in time.`,
      prerequisites: [FALLBACK, 'A retry fits into what is left of the time, or there is none.'],
      expected: ['The fallback is served once the connection breaks.', 'Nobody is slow by the objective of the path.'],
    }),
  },
  {
    name: 'retry-storm',
    family: 'retry-storm',
    about: 'an error that callers answer with retries: how many calls does one become?',
    fits: { to: 'call_group' },
    fault: () => DOWN,
    words: ({ what, journey }) => ({
      title: `Calls to ${what} are tried again and again`,
      hypothesis: `When ${what} answers 503, it gets at most twice its usual calls, and everybody can still ${journey}.`,
      prerequisites: ['Retries have a limit, and a breaker around them.'],
      expected: [
        'Calls of the group in treatment: at most two for each in control.',
        'A breaker that opens ends the retries.',
      ],
    }),
  },
];

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
