import type { TerminationGroup } from '@hormesis/contract/terminations.ts';
import { Checkbox, NumberInput, Select } from '@mantine/core';

/** How many die: one, a number of them, or everybody in a zone. */
export type Amount =
  | { kind: 'one' }
  | { kind: 'count'; count: number; oneAtATime: boolean }
  | { kind: 'zone'; zone: string };

type AmountFieldsProps = { group: TerminationGroup; amount: Amount; onChange: (amount: Amount) => void };

/** Chooses among what the group has: its zones are those of who may die now. */
export function AmountFields({ group, amount, onChange }: AmountFieldsProps) {
  const zones = [...new Set(group.nextVictims.flatMap(({ zone }) => zone ?? []))].sort();
  return (
    <>
      <Select
        label="Who"
        data={[
          { value: 'one', label: 'One, chosen by chance' },
          { value: 'count', label: 'Several, chosen by chance' },
          ...zones.map((zone) => ({ value: `zone ${zone}`, label: `Everybody in zone ${zone}` })),
        ]}
        value={amount.kind === 'zone' ? `zone ${amount.zone}` : amount.kind}
        allowDeselect={false}
        onChange={(value) => onChange(amountOf(value ?? 'one', group))}
      />
      {amount.kind === 'count' && (
        <>
          <NumberInput
            label="How many"
            value={amount.count}
            min={2}
            max={Math.max(2, group.eligible)}
            allowDecimal={false}
            onChange={(count) => typeof count === 'number' && onChange({ ...amount, count })}
          />
          <Checkbox
            label="One at a time: each only when the group is whole again"
            checked={amount.oneAtATime}
            onChange={(event) => onChange({ ...amount, oneAtATime: event.currentTarget.checked })}
          />
        </>
      )}
    </>
  );
}

function amountOf(value: string, group: TerminationGroup): Amount {
  if (value.startsWith('zone ')) return { kind: 'zone', zone: value.slice(5) };
  if (value === 'count') return { kind: 'count', count: Math.min(2, group.eligible), oneAtATime: true };
  return { kind: 'one' };
}

/** The amount as the control plane is told it. */
export function amountBody(amount: Amount): { count?: number; oneAtATime?: boolean; zone?: string } {
  switch (amount.kind) {
    case 'one':
      return {};
    case 'count':
      return { count: amount.count, oneAtATime: amount.oneAtATime };
    case 'zone':
      return { zone: amount.zone };
  }
}
