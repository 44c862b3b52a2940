import { parseArgs } from 'node:util';
import { buildPage } from '@hormesis/supervisor/web-build.ts';
import { chromium, type Scheme } from '../harness/browser.ts';
import { repositoryFile } from '../harness/service.ts';
import { contactSheet } from './contact-sheet.ts';
import { designerScreens } from './designer-screens.ts';
import { dialogScreens } from './dialog-screens.ts';
import { everyPage } from './every-page.ts';
import { experimentScreens } from './experiment-screens.ts';
import { listScreens } from './list-screens.ts';
import { mapScreens } from './map-screens.ts';
import { nowScreens } from './now-screens.ts';
import { pathScreens } from './path-screens.ts';
import { plannerScreens } from './planner-screens.ts';
import type { Screen } from './screen.ts';
import { settingsScreens } from './settings-screens.ts';
import { type Size, shoot } from './shoot.ts';
import { terminationScreens } from './termination-screens.ts';

/** Pictures for whoever changes a page, to be looked at; nothing here fails because something looks bad. */
const SCREENS: readonly Screen[] = [
  ...[nowScreens, designerScreens, experimentScreens, listScreens, dialogScreens],
  ...[mapScreens, pathScreens, terminationScreens, settingsScreens, plannerScreens, everyPage],
].flat();
const SIZES: readonly Size[] = [
  { width: 1280, height: 900 },
  { width: 1920, height: 1080 },
];
const SCHEMES: readonly Scheme[] = ['light', 'dark'];
const PAGES = [...new Set(SCREENS.map(({ page }) => page))];

const USAGE = `npm run screens -- --out DIR [options]
  --out DIR       where the pictures go, one for each page, state, width and scheme
  --only A,B      some pages: ${PAGES.join(', ')}; or some of their states: map/24-path
  --width N       one width: ${SIZES.map(({ width }) => width).join(' or ')}
  --scheme NAME   one scheme: ${SCHEMES.join(' or ')}
  --sheets        for each page all its pictures on one sheet beside them
  --parts         what is higher than a window also in parts of a window's height
  --list          names what there is, and pictures nothing`;

const { values } = parseArgs({
  options: {
    ...{ out: { type: 'string' }, only: { type: 'string' }, width: { type: 'string' }, scheme: { type: 'string' } },
    ...{
      sheets: { type: 'boolean' },
      parts: { type: 'boolean' },
      list: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  },
});

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Those of `all` that an option names; every one where it names none. */
function chosen<T>(option: string, all: readonly T[], told: string | undefined, nameOf: (each: T) => string[]): T[] {
  if (told === undefined) return [...all];
  const names = told.split(',');
  const known = new Set(all.flatMap(nameOf));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined)
    throw new Error(`--${option} must be of ${[...known].join(', ')}, got ${JSON.stringify(unknown)}`);
  return all.filter((each) => nameOf(each).some((name) => names.includes(name)));
}

async function picture(screens: readonly Screen[], out: string): Promise<number> {
  const sizes = chosen('width', SIZES, values.width, ({ width }) => [String(width)]);
  const schemes = chosen('scheme', SCHEMES, values.scheme, (scheme) => [scheme]);
  await buildPage(repositoryFile('.'), AbortSignal.timeout(300_000));
  const browser = await chromium();
  const files = new Map<string, string[]>();
  let failed = 0;
  try {
    for (const screen of screens) {
      // What cannot be seen otherwise is the same in each width.
      for (const size of screen.trouble ? sizes.slice(-1) : sizes) {
        try {
          const shot = await shoot(browser, screen, { size, schemes, out, parts: values.parts ?? false });
          files.set(screen.page, [...(files.get(screen.page) ?? []), ...shot]);
          say(`${screen.page}/${screen.state} ${size.width}`);
        } catch (error) {
          if (!browser.isConnected()) throw error;
          failed += 1;
          say(
            `${screen.page}/${screen.state} ${size.width} was not reached: ${error instanceof Error ? error.message : error}`,
          );
        }
      }
    }
    if (values.sheets) for (const [page, of] of files) await contactSheet(browser, of, `${out}/${page}.sheet.png`);
  } finally {
    await browser.close();
  }
  return failed;
}

const screens = chosen('only', SCREENS, values.only, ({ page, state }) => [page, `${page}/${state}`]);
if (values.list) for (const { page, state, at } of screens) say(`${page}/${state}  ${at}`);
else if (values.help || !values.out) say(USAGE);
else if ((await picture(screens, values.out)) > 0) process.exitCode = 1;
