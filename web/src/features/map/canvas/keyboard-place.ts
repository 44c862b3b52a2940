import { createContext } from 'react';

/** The one node that Tab reaches; the arrow keys go on from there. */
export const KeyboardPlace = createContext<string | null>(null);
