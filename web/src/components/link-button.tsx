import { Button as MantineButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import classes from './button.module.css';

type LinkButtonProps = {
  to: string;
  children: ReactNode;
  kind?: 'plain' | 'primary';
  icon?: ReactNode;
  small?: boolean;
};

/** A way to another page that stands out like a button; still a link, so it opens in a new tab too. */
export function LinkButton({ to, children, kind = 'plain', icon, small = false }: LinkButtonProps) {
  return (
    <MantineButton
      component={Link}
      to={to}
      variant="default"
      size={small ? 'xs' : 'sm'}
      className={classes.button}
      data-kind={kind}
      leftSection={icon}
    >
      {children}
    </MantineButton>
  );
}
