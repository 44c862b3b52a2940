import { PasswordInput } from '@mantine/core';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';

type SignInFormProps = { busy: boolean; onToken: (token: string) => void };

/** For somebody who came without the printed link. */
export function SignInForm({ busy, onToken }: SignInFormProps) {
  const [token, setToken] = useState('');
  const trimmed = token.trim();
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed) onToken(trimmed);
      }}
    >
      <PasswordInput
        label="Access token"
        description="npm start prints a sign-in link with one. HORMESIS_ADMIN_TOKEN holds it too, when you have set it."
        value={token}
        onChange={(event) => setToken(event.currentTarget.value)}
        autoComplete="current-password"
        visibilityToggleButtonProps={{ 'aria-label': 'Show the token' }}
        data-autofocus
      />
      <div>
        <Button submit kind="primary" loading={busy} disabled={trimmed === ''}>
          Sign in
        </Button>
      </div>
    </form>
  );
}
