/**
 * Passes a value on only when it is not the one before. React keeps every update of a state until the component is drawn
 * again, also those that change nothing: a stream that sets the same value for hours fills the memory (86 kB an update on
 * the map), so it must not set it.
 */
export function whenChanged<T>(
  pass: (value: T) => void,
  same: (a: T, b: T) => boolean = Object.is,
): (value: T) => void {
  let last: { readonly value: T } | null = null;
  return (value) => {
    if (last && same(last.value, value)) return;
    last = { value };
    pass(value);
  };
}
