export interface Plan {
  readonly plan: string;
  readonly source: 'current' | 'last known';
}

/** Users whose plan is kept; beyond it the one that was remembered first is forgotten. */
const CAPACITY = 20_000;

/** What a viewer had subscribed to when it was last known; somebody never seen before gets the benefit of the standard plan. */
export function lastKnownPlans(capacity = CAPACITY) {
  const plans = new Map<string, string>();
  return {
    remember(user: string, plan: Plan): Plan {
      plans.delete(user);
      plans.set(user, plan.plan);
      const first = plans.size > capacity ? plans.keys().next().value : undefined;
      if (first !== undefined) plans.delete(first);
      return plan;
    },
    lastKnown: (user: string): Plan => ({ plan: plans.get(user) ?? 'standard', source: 'last known' }),
  };
}
