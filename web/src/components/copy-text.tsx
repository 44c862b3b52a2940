import { CopyButton } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { Button } from './button.tsx';

/** Copies `text` to the clipboard and says so. */
export function CopyText({ text, name }: { text: string; name: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <Button
          small
          onClick={copy}
          icon={copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
        >
          {copied ? 'Copied' : `Copy ${name}`}
        </Button>
      )}
    </CopyButton>
  );
}
