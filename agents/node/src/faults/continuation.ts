/** How a call goes on once the fault has had its say. Every client library knows how to do each in its own protocol. */
export type Continuation =
  /** To the real dependency, with `body` acting on what it answers. */
  | { readonly go: 'on'; readonly body: BodyEffect | null }
  | {
      readonly go: 'answer';
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string | undefined;
    }
  /** The connection breaks. */
  | { readonly go: 'reset' };

/** What happens to the body of the real response on its way to the caller. */
export type BodyEffect =
  | { readonly effect: 'paced'; readonly bytesPerSecond: number }
  /** `change` answers as many bytes as it is given, and leaves those alone. `offset`: how many bytes of the body came before. */
  | { readonly effect: 'changed'; readonly change: (chunk: Buffer, offset: number) => Buffer };

/** To the real dependency, and the fault is over. */
export const ON: Continuation = { go: 'on', body: null };
