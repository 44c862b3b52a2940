/** A few at a time: they mostly wait, and two cores are there to be used. */
const AT_A_TIME = 5;

/** Like `Promise.all` over `work`, at most five at a time; answers in the order of `items`. */
export async function inTurns<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
  atATime = AT_A_TIME,
): Promise<R[]> {
  const answers: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < items.length; index = next++) answers[index] = await work(items[index] as T);
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return answers;
}
