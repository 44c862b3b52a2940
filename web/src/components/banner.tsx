import type { ReactNode } from 'react';
import classes from './banner.module.css';
import type { Tone } from './tag.tsx';

type BannerProps = {
  tone: Tone;
  icon: ReactNode;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
  urgent?: boolean;
};

/** One calm line across the page that says a state; `urgent` is read out at once by a screen reader. */
export function Banner({ tone, icon, title, children, action, urgent = false }: BannerProps) {
  return (
    <div className={classes.banner} data-tone={tone} role={urgent ? 'alert' : 'status'}>
      <span className={classes.icon}>{icon}</span>
      <div className={classes.text}>
        <strong>{title}</strong>
        {children && <div className={classes.detail}>{children}</div>}
      </div>
      {action}
    </div>
  );
}
