import { type GameDayView, gameDayView } from '@hormesis/contract/game-day.ts';
import type { Cli } from '../../cli.ts';
import type { Client } from '../../client.ts';
import { dayEventLine, nextLines } from '../../game-day-text.ts';

/** Sends one deed, and tells what came of it: what the timeline has gained, and what is to be done now. */
export async function act(cli: Cli, client: Client, day: GameDayView, deed: string, body: object): Promise<void> {
  const view = await client.post(`/game-days/${day.id}/${deed}`, body, gameDayView);
  tell(cli, day, view);
}

/** What is new in a day since `before`. */
function tell(cli: Cli, before: GameDayView, view: GameDayView): void {
  const last = before.timeline.at(-1)?.id ?? 0;
  cli.output.result(view, () => [...view.timeline.filter(({ id }) => id > last).map(dayEventLine), ...nextLines(view)]);
}
