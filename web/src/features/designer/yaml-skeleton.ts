import type { CriticalPath } from '@hormesis/contract/critical-path.ts';

/** What a scenario is made of, as comments: nothing is chosen before somebody takes the first # away. `path` is the chosen one. */
export function yamlSkeleton(path: CriticalPath | undefined): string {
  const degradable = path?.allowlist.filter(({ role }) => role === 'degradable') ?? [];
  const callGroups = degradable.length > 0 ? degradable.map(({ callGroup }) => callGroup) : ['caller>http:dependency'];
  return `# A scenario. Take the # away where it begins a field, and change what follows.
# kind: Scenario
# name: ${path ? `${path.name}-without-something` : 'a-name-in-lower-case'}
# path: ${path?.name ?? 'the-name-of-a-critical-path'}
# title: What fails, in a few words
# hypothesis: What must stay true for every user while it fails.
# faults:
#   # one of:${callGroups.map((each) => `\n#   # ${each}`).join('')}
#   - callGroup: ${callGroups[0]}
#     fault: { kind: error, status: 503 }
#     # or: { kind: latency, delayMs: 2000 }, { kind: timeout }
# ramp:                    # without it as the path has it
#   stages:
#     - trafficPpm: 10000  # 1 % of live traffic
#       holdMs: 600000     # for ten minutes
# guardrails:
#   budgetUnits: 50        # halts at so many failed users
`;
}
