/** What an agent's counters mean: why it refused or left something alone, in words for the one who has to decide. */
const words: Readonly<Record<string, string>> = {
  agent_error: 'an error inside the agent; the original call went through',
  answer_invalid: 'an answer of the control plane was not understood and did not prolong a lease',
  answer_unexpected:
    'an answer of the control plane came after its report had been given up, or for none; it did not prolong a lease',
  arm_token_invalid: 'a context of the control plane could not be verified; nobody was put into that arm',
  arm_token_missing: 'a request should have been put into an arm, and there was no signed context for it yet',
  baggage_full: 'the baggage header was full, so the context did not travel on and nothing was injected behind it',
  baggage_member_malformed: 'a request came with a malformed context; it was treated as free traffic',
  baggage_member_repeated: 'a request came with more than one context; it was treated as free traffic',
  baggage_too_large: 'a request came with more baggage than is read; it was treated as free traffic',
  call_group_not_allowed: 'a fault was on a call group that the allowlist does not name; it was not injected',
  context_stripped: 'somebody outside sent a context along; it was taken away at the entry',
  entry_lease_ended:
    'an experiment had no lease at the entry, so nobody was put into its arms; some are usual whenever one ends or pauses',
  experiment_unknown: 'a context named an experiment that this agent had no rules for',
  fault_skipped: 'a fault could not be applied to the call as it was; the call went through',
  frame_binary: 'a binary frame came over the agent link and was ignored',
  frame_malformed: 'a frame of the agent link was no JSON and was ignored',
  frame_unknown: 'a frame of the agent link was of an unknown kind and was ignored',
  halt_invalid: 'a halt was not understood; every rule was dropped to be safe',
  hook_failed: 'a hook into a library failed; the original call went through',
  lease_ended: 'no news from the control plane for the length of a lease; faults were not injected',
  lease_invalid: 'the control plane no longer prolonged the lease of an experiment',
  line_error: 'the line to the control plane broke',
  line_send_failed: 'a report could not be sent',
  report_experiment_unknown: 'it reported on an experiment that the control plane does not know; that was not counted',
  report_from_future: 'it reported something of a moment or a stage that had not come yet; that was not counted',
  report_lost_at_agent: 'it had to leave out sums or events while the line to the control plane was down',
  report_refused: 'a report of it was malformed or above the limits and was not taken',
  ruleset_invalid: 'a set of rules was not understood; every rule was dropped to be safe',
  ruleset_older: 'an older set of rules came after a newer one and was ignored',
  token_experiment_unknown:
    'a signed context was for an experiment that this agent does not know (any more); a few are usual whenever one ends',
  token_expired: 'a signed context had expired; if it keeps growing, compare the clocks of the machines',
  token_invalid: 'a context was not of the right form',
  token_key_unknown: 'a context was signed with a key that this agent does not know',
  token_signature_invalid: 'a context had a wrong signature; somebody may be trying to forge one',
  token_verification_limited: 'too many contexts had to be verified at once; the rest was treated as free traffic',
  unit_missing: 'a request at an entry had no unit (no user id, for instance) and stayed outside of experiments',
};

/** What every experiment leaves behind that ends under traffic. */
const usual: ReadonlySet<string> = new Set(['entry_lease_ended', 'token_experiment_unknown']);

/** Whether an agent counts this although nothing is wrong. */
export function isUsual(reason: string): boolean {
  return usual.has(reason);
}

/** A counter in words; one that a newer agent counts is told by its name. */
export function counterWords(reason: string): string {
  return words[reason] ?? `counted as ${reason}, which this version of hormesis does not know`;
}
