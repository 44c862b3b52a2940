import { createBrowserRouter } from 'react-router';
import { AppCrash } from './app-crash.tsx';
import { NotFoundPage } from './pages/not-found-page.tsx';
import { NowPage } from './pages/now-page.tsx';
import { PageCrash } from './pages/page-crash.tsx';
import { SignInPage } from './pages/sign-in-page.tsx';
import { Shell } from './shell.tsx';

/** Now and sign-in come with the first load; the other pages, and with one of them the chart, when they are opened. */
export const router = createBrowserRouter([
  { path: '/sign-in', Component: SignInPage },
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: AppCrash,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: PageCrash,
        children: [
          { index: true, Component: NowPage },
          { path: 'map', lazy: async () => ({ Component: (await import('./pages/map-page.tsx')).MapPage }) },
          { path: 'paths', lazy: async () => ({ Component: (await import('./pages/paths-page.tsx')).PathsPage }) },
          { path: 'paths/new', lazy: async () => ({ Component: (await import('./pages/path-page.tsx')).PathPage }) },
          { path: 'paths/:name', lazy: async () => ({ Component: (await import('./pages/path-page.tsx')).PathPage }) },
          {
            path: 'experiments',
            lazy: async () => ({ Component: (await import('./pages/experiments-page.tsx')).ExperimentsPage }),
          },
          {
            path: 'experiments/new',
            lazy: async () => ({ Component: (await import('./pages/designer-page.tsx')).DesignerPage }),
          },
          {
            path: 'experiments/:id',
            lazy: async () => ({ Component: (await import('./pages/experiment-page.tsx')).ExperimentPage }),
          },
          {
            path: 'experiments/:id/report',
            lazy: async () => ({ Component: (await import('./pages/report-page.tsx')).ReportPage }),
          },
          {
            path: 'scenarios',
            lazy: async () => ({ Component: (await import('./pages/scenarios-page.tsx')).ScenariosPage }),
          },
          {
            path: 'scenarios/:name',
            lazy: async () => ({ Component: (await import('./pages/scenario-page.tsx')).ScenarioPage }),
          },
          {
            path: 'terminations',
            lazy: async () => ({ Component: (await import('./pages/terminations-page.tsx')).TerminationsPage }),
          },
          {
            path: 'game-days',
            lazy: async () => ({ Component: (await import('./pages/game-days-page.tsx')).GameDaysPage }),
          },
          {
            path: 'game-days/new',
            lazy: async () => ({ Component: (await import('./pages/game-day-plan-page.tsx')).GameDayPlanPage }),
          },
          {
            path: 'game-days/:id',
            lazy: async () => ({ Component: (await import('./pages/game-day-page.tsx')).GameDayPage }),
          },
          {
            path: 'game-days/:id/report',
            lazy: async () => ({ Component: (await import('./pages/game-day-report-page.tsx')).GameDayReportPage }),
          },
          {
            path: 'findings',
            lazy: async () => ({ Component: (await import('./pages/findings-page.tsx')).FindingsPage }),
          },
          {
            path: 'findings/:id',
            lazy: async () => ({ Component: (await import('./pages/finding-page.tsx')).FindingPage }),
          },
          { path: 'agents', lazy: async () => ({ Component: (await import('./pages/agents-page.tsx')).AgentsPage }) },
          { path: 'audit', lazy: async () => ({ Component: (await import('./pages/audit-page.tsx')).AuditPage }) },
          {
            path: 'settings/:part?',
            lazy: async () => ({ Component: (await import('./pages/settings-page.tsx')).SettingsPage }),
          },
          { path: '*', Component: NotFoundPage },
        ],
      },
    ],
  },
]);
