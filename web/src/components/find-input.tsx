import { TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';

const PAUSE_MS = 250;

type FindInputProps = { label: string; value: string; onFind: (text: string) => void };

/** Finds while one types: a moment after the last key, so that not every letter is asked for. */
export function FindInput({ label, value, onFind }: FindInputProps) {
  const [text, setText] = useState(value);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onFind(text.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text, value, onFind]);
  return (
    <TextInput
      size="xs"
      type="search"
      w={260}
      aria-label={label}
      placeholder={label}
      leftSection={<IconSearch size={14} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}
