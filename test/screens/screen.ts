import type { Page } from 'playwright-core';
import type { BusyPlane } from '../harness/page-states.ts';
import type { StubPlane } from '../harness/stub-plane.ts';

/** One page in one state. It is pictured in each width and each scheme that was asked for. */
export interface Screen {
  /** What `--only` chooses by: `map`, `paths`, … */
  readonly page: string;
  readonly state: string;
  /** Path and query of the page. */
  readonly at: string;
  /** What the plane answers instead of a busy afternoon; an empty one begins with nothing. */
  readonly plane?: 'empty' | ((plane: StubPlane, busy: BusyPlane) => void);
  /** What somebody does, or what happens, before the picture. */
  readonly act?: (page: Page, plane: StubPlane) => Promise<void>;
  readonly trouble?: Trouble;
}

/** `loading`: what a page reads never comes; `error`: the database is away. With `now`, what every page reads is not there either. */
export interface Trouble {
  readonly kind: 'loading' | 'error';
  readonly now: boolean;
}

/** The page of an empty installation. */
export function empty(page: string, at: string, state = 'empty'): Screen {
  return { page, state, at, plane: 'empty' };
}

/** What the control plane says to the next thing that somebody does; what is read stays as it is. */
export async function answerDeed(page: Page, path: string, status: number, json: object): Promise<void> {
  await page.route(`**/api/v1${path}`, (route) =>
    route.request().method() === 'POST' ? route.fulfill({ status, json }) : route.continue(),
  );
}
