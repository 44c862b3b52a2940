import { Button as MantineButton } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './button.module.css';

type ButtonProps = {
  children: ReactNode;
  onClick?: () => void;
  /** `danger` stands out from afar, `danger-quiet` only by its colour. */
  kind?: 'plain' | 'primary' | 'danger' | 'danger-quiet';
  icon?: ReactNode;
  small?: boolean;
  loading?: boolean;
  disabled?: boolean;
  submit?: boolean;
  label?: string;
};

/** Every button of the page. */
export function Button(props: ButtonProps) {
  const {
    children,
    onClick,
    kind = 'plain',
    icon,
    small = false,
    loading = false,
    disabled = false,
    submit = false,
    label,
  } = props;
  return (
    <MantineButton
      variant="default"
      type={submit ? 'submit' : 'button'}
      size={small ? 'xs' : 'sm'}
      className={classes.button}
      data-kind={kind}
      leftSection={icon}
      onClick={onClick}
      loading={loading}
      disabled={disabled}
      aria-label={label}
    >
      {children}
    </MantineButton>
  );
}
