import { NavLink } from 'react-router';
import classes from './navigation.module.css';

const pages = [
  { to: '/', name: 'Now' },
  { to: '/map', name: 'Map' },
  { to: '/paths', name: 'Critical paths' },
  { to: '/experiments', name: 'Experiments' },
  { to: '/scenarios', name: 'Scenarios' },
  { to: '/terminations', name: 'Terminations' },
  { to: '/findings', name: 'Findings' },
  { to: '/agents', name: 'Agents' },
  { to: '/audit', name: 'Audit' },
  { to: '/settings', name: 'Settings' },
] as const;

/** The pages there are. */
export function Navigation({ running, findings }: { running: number; findings: number }) {
  return (
    <nav className={classes.nav} aria-label="Pages">
      {pages.map(({ to, name }) => (
        <NavLink key={to} to={to} end={to === '/'}>
          {name}
          {to === '/experiments' && running > 0 && <small title={`${running} running`}>{running}</small>}
          {to === '/findings' && findings > 0 && <small title={`${findings} open`}>{findings}</small>}
        </NavLink>
      ))}
    </nav>
  );
}
