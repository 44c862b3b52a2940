import { NumberInput } from '@mantine/core';
import { useState } from 'react';

const PPM_PER_PERCENT = 10_000;

type ShareInputProps = {
  label: string;
  description?: string;
  /** Parts per million; not a number while what is typed is no share. */
  ppm: number;
  onPpm: (ppm: number) => void;
  error?: string | undefined;
  width?: number;
  hideLabel?: boolean;
};

/** A share, typed in percent and kept in whole parts per million: what is no share is never rounded to one. */
export function ShareInput({ label, description, ppm, onPpm, error, width = 140, hideLabel = false }: ShareInputProps) {
  const [typed, setTyped] = useState<{ value: string | number; ppm: number } | null>(null);
  // What somebody types stays as it is ("5." on the way to 5.5); another share from outside wins.
  const shown = typed && Object.is(typed.ppm, ppm) ? typed.value : ppm / PPM_PER_PERCENT;
  return (
    <NumberInput
      label={hideLabel ? undefined : label}
      aria-label={hideLabel ? label : undefined}
      description={description}
      value={Number.isNaN(shown) ? '' : shown}
      onChange={(value) => {
        const next = ppmOf(value);
        setTyped({ value, ppm: next });
        onPpm(next);
      }}
      suffix=" %"
      decimalScale={4}
      allowNegative={false}
      hideControls
      error={Number.isNaN(ppm) ? 'a share from 0 to 100\u00a0%' : error}
      styles={{ input: { width } }}
    />
  );
}

function ppmOf(value: string | number): number {
  if (value === '') return Number.NaN;
  const ppm = Math.round(Number(value) * PPM_PER_PERCENT);
  return ppm >= 0 && ppm <= 100 * PPM_PER_PERCENT ? ppm : Number.NaN;
}
