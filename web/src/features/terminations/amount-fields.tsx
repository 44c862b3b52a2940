import type { TerminationGroup } from '@hormesis/contract/terminations.ts';
import { Checkbox, NumberInput, Select } from '@mantine/core';

/** How many die: one, a number of them, a share of those who may, or everybody in a zone. */
export type Amount =
  | { kind: 'one' }
  | { kind: 'count'; count: number; oneAtATime: boolean }
  | { kind: 'share'; sharePpm: number; oneAtATime: boolean }
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
          { value: 'share', label: 'A share, chosen by chance' },
          ...zones.map((zone) => ({ value: `zone ${zone}`, label: `Everybody in zone ${zone}` })),
        ]}
        value={amount.kind === 'zone' ? `zone ${amount.zone}` : amount.kind}
        allowDeselect={false}
        onChange={(value) => onChange(amountOf(value ?? 'one', group))}
      />
      {amount.kind === 'share' && (
        <NumberInput
          label="Share of those who may die"
          description={`Rounded down, at least one: now ${killedOf(amount.sharePpm, group.eligible)} of ${group.eligible}.`}
          value={amount.sharePpm / 10_000}
          min={1}
          max={100}
          suffix=" %"
          allowDecimal={false}
          onChange={(percent) =>
            typeof percent === 'number' && onChange({ ...amount, sharePpm: Math.round(percent * 10_000) })
          }
        />
      )}
      {amount.kind === 'count' && (
        <NumberInput
          label="How many"
          value={amount.count}
          min={2}
          max={Math.max(2, group.eligible)}
          allowDecimal={false}
          onChange={(count) => typeof count === 'number' && onChange({ ...amount, count })}
        />
      )}
      {(amount.kind === 'count' || amount.kind === 'share') && (
        <Checkbox
          label="One at a time: each only when the group is whole again"
          checked={amount.oneAtATime}
          onChange={(event) => onChange({ ...amount, oneAtATime: event.currentTarget.checked })}
        />
      )}
    </>
  );
}

function killedOf(sharePpm: number, eligible: number): number {
  return Math.max(1, Math.floor((eligible * sharePpm) / 1_000_000));
}

function amountOf(value: string, group: TerminationGroup): Amount {
  if (value.startsWith('zone ')) return { kind: 'zone', zone: value.slice(5) };
  if (value === 'count') return { kind: 'count', count: Math.min(2, group.eligible), oneAtATime: true };
  if (value === 'share') return { kind: 'share', sharePpm: 300_000, oneAtATime: true };
  return { kind: 'one' };
}

/** The amount as the control plane is told it. */
export function amountBody(amount: Amount): {
  count?: number;
  sharePpm?: number;
  oneAtATime?: boolean;
  zone?: string;
} {
  switch (amount.kind) {
    case 'one':
      return {};
    case 'count':
      return { count: amount.count, oneAtATime: amount.oneAtATime };
    case 'share':
      return { sharePpm: amount.sharePpm, oneAtATime: amount.oneAtATime };
    case 'zone':
      return { zone: amount.zone };
  }
}
