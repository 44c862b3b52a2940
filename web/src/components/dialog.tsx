import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

/** A dialog over the page: focus stays inside, Escape closes it. */
export function Dialog({
  title,
  open,
  onClose,
  children,
}: {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}) {
  return (
    <Modal
      opened={open}
      onClose={onClose}
      title={<span className="strong">{title}</span>}
      size={560}
      radius={10}
      centered
      closeButtonProps={{ 'aria-label': 'Close' }}
      transitionProps={{ duration: 120 }}
    >
      {children}
    </Modal>
  );
}
