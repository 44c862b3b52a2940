import { TextInput } from '@mantine/core';
import { useState } from 'react';
import classes from './typed-field.module.css';

type TypedFieldProps = {
  label: string;
  /** Shows the label; else it is there for screen readers only. */
  shown?: boolean;
  value: number | null;
  parse: (text: string) => number | null;
  format: (value: number) => string;
  onChange: (value: number | null) => void;
  /** Unit behind the figure. */
  unit?: string;
  error?: string | undefined;
  width?: number;
};

/**
 * A figure that keeps what somebody is typing: `2.` is on its way to `2.5`. It gives null while the text is no figure;
 * left alone, it shows the value.
 */
export function TypedField(props: TypedFieldProps) {
  const { label, shown = false, value, parse, format, onChange, unit, error, width = 92 } = props;
  const [text, setText] = useState<string | null>(null);
  const told = text ?? (value === null ? '' : format(value));
  return (
    <TextInput
      size="xs"
      w={width}
      className={classes.field}
      label={shown ? label : undefined}
      aria-label={shown ? undefined : label}
      value={told}
      error={error ?? (value === null && 'not a figure')}
      inputMode="decimal"
      autoComplete="off"
      rightSection={unit && <span className={classes.unit}>{unit}</span>}
      rightSectionWidth={unit && unit.length > 2 ? 52 : 28}
      onChange={(event) => {
        const typed = event.currentTarget.value;
        setText(typed);
        onChange(parse(typed));
      }}
      onFocus={(event) => event.currentTarget.select()}
      onBlur={() => value !== null && setText(null)}
    />
  );
}

/** A figure in another unit than the one that is kept: percent of parts per million. A whole number is kept. */
export function inUnits(factor: number): { parse: TypedFieldProps['parse']; format: TypedFieldProps['format'] } {
  return {
    parse(text) {
      const trimmed = text.trim().replace(',', '.');
      return /^\d+(\.\d+)?$/.test(trimmed) ? Math.round(Number(trimmed) * factor) : null;
    },
    format: (value) => String(Number((value / factor).toFixed(4))),
  };
}
