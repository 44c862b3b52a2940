import type { PlaceScope, Where } from './place.ts';

/** A scope in words, as the end of "Fails api › http:playback …". */
export function whereWords({ caller, callee }: Where): string {
  return [...(caller ? [`from ${placeWords(caller)}`] : []), ...(callee ? [`into ${placeWords(callee)}`] : [])].join(
    ' ',
  );
}

function placeWords({ region, zone }: PlaceScope): string {
  if (zone === undefined) return `the region ${region}`;
  return region === undefined ? `the zone ${zone}` : `the zone ${zone} of ${region}`;
}
