import { setTimeout as wait } from 'node:timers/promises';
import { type GameDayView, gameDayView } from '@hormesis/contract/game-day.ts';
import type { Client } from '../client.ts';
import { dayEventLine, dayLines } from '../game-day-text.ts';
import type { Output } from '../output.ts';
import { LiveTopic } from './live-topic.ts';

/** How often a line that fell silent is looked for, milliseconds. */
const LOOK_MS = 500;

/** A game day for a pipe: a line for each event of its timeline, through restarts of the control plane. Resolves at its end. */
export async function watchGameDayLines(client: Client, id: string, output: Output): Promise<GameDayView> {
  const told = { event: Number.NEGATIVE_INFINITY, json: '', away: false };
  let over: GameDayView | null = null;
  const topic: LiveTopic<GameDayView> = new LiveTopic(client, `game-day:${id}`, gameDayView, () => {
    const day = topic.value;
    if (day) tell(day, told, output);
    if (day?.state.name === 'ended') {
      over = day;
      topic.stop();
    }
    tellLine();
  });
  const tellLine = () => {
    const { lost } = topic;
    if (told.away === (lost !== null) || over) return;
    told.away = lost !== null;
    output.note(told.away ? `${client.url}: connection lost, ${lost}. Trying again.` : `${client.url} answers again.`);
  };
  const timer = setInterval(tellLine, LOOK_MS);
  try {
    await topic.run();
    // Stopped within its own news: the line may need a moment to close.
    while (over === null) await wait(LOOK_MS);
    return over;
  } finally {
    clearInterval(timer);
  }
}

function tell(day: GameDayView, told: { event: number; json: string }, output: Output): void {
  if (output.json) {
    const json = JSON.stringify(day);
    if (json !== told.json) output.line(json);
    told.json = json;
    return;
  }
  if (told.event === Number.NEGATIVE_INFINITY) for (const line of [...dayLines(day), '']) output.line(line);
  for (const event of day.timeline.filter((each) => each.id > told.event)) {
    told.event = event.id;
    output.line(dayEventLine(event));
  }
}
