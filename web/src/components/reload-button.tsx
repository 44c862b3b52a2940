import { Button } from './button.tsx';

/** Loads the page anew from the control plane. */
export function ReloadButton() {
  return (
    <Button small onClick={() => window.location.reload()}>
      Reload
    </Button>
  );
}
