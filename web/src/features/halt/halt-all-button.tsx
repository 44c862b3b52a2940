import { useHotkeys } from '@mantine/hooks';
import { IconHandStop } from '@tabler/icons-react';
import classes from './halt-all-button.module.css';
import type { HaltAll } from './use-halt-all.ts';

/** One click or Shift+H halts everything, without a question. */
export function HaltAllButton({ halt }: { halt: HaltAll }) {
  const press = () => halt.run({ reason: '' });
  useHotkeys([['shift+H', press]]);
  return (
    <button
      type="button"
      className={classes.halt}
      onClick={press}
      disabled={halt.isPending}
      aria-keyshortcuts="Shift+H"
    >
      <IconHandStop size={17} aria-hidden />
      Halt all
      <kbd aria-hidden>⇧H</kbd>
    </button>
  );
}
