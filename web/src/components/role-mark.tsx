import { IconAnchor, IconFeather } from '@tabler/icons-react';
import classes from './role-mark.module.css';

const icons = { essential: IconAnchor, degradable: IconFeather } as const;

/** The role of a call group on a path, as the map draws it: whole and dark, or broken and light. */
export function RoleMark({ role }: { role: keyof typeof icons }) {
  const Icon = icons[role];
  return (
    <span className={classes.role} data-role={role}>
      <Icon size={14} aria-hidden />
      {role}
    </span>
  );
}
