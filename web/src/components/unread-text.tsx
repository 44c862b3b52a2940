import { Button } from './button.tsx';

type UnreadTextProps = {
  /** The text itself is on the page. */
  seen: boolean;
  onOpen: () => void;
  /** Goes on with what the form shows. */
  onDrop: () => void;
};

/** Stands where the way on would be: what was read last would go on, and not what somebody wrote. */
export function UnreadText({ seen, onOpen, onDrop }: UnreadTextProps) {
  if (seen) return <p>The text is not read yet; what stands here is of what was read last.</p>;
  return (
    <div>
      <p>The YAML holds a text that could not be read yet.</p>
      <div style={{ display: 'flex', gap: 8, marginTop: 8 }}>
        <Button small onClick={onOpen}>
          Open it
        </Button>
        <Button small onClick={onDrop}>
          Drop it, and go on with the form
        </Button>
      </div>
    </div>
  );
}
