/** Opens the live screen and the keyboard, then breaks with an error that nobody catches. */
import { Keyboard } from '../watch/keyboard.ts';
import { Screen } from '../watch/screen.ts';

const screen = new Screen(process.stdout);
screen.enter();
new Keyboard(process.stdin, () => {}).open();
screen.draw([['before the crash']]);
setTimeout(() => {
  throw new Error('broken on purpose');
}, 100);
