import { createContext } from 'react';

/** The one node that Tab reaches; the arrow keys go on from there. */
export const KeyboardPlace = createContext<string | null>(null);

/** So far away that nothing but names can be read: then nothing else is drawn, and nothing else is renewed. */
export const Far = createContext(false);
