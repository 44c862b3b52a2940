import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

type DialogProps = { title: string; open: boolean; onClose: () => void; children: ReactNode };

/**
 * A dialog over the page: focus stays inside, Escape closes it. The page behind is held by theme.css: the library's own
 * scroll lock injects a style element, which a strict content security policy refuses.
 */
export function Dialog({ title, open, onClose, children }: DialogProps) {
  return (
    <Modal.Root
      opened={open}
      onClose={onClose}
      size={560}
      centered
      yOffset={72}
      lockScroll={false}
      transitionProps={{ duration: 120 }}
    >
      <Modal.Overlay />
      <Modal.Content radius={10}>
        {/* A header element outside of the page's sections would be a second banner for a screen reader. */}
        <Modal.Header renderRoot={(props) => <div {...props} />}>
          <Modal.Title>
            <span className="strong">{title}</span>
          </Modal.Title>
          <Modal.CloseButton aria-label="Close" />
        </Modal.Header>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
