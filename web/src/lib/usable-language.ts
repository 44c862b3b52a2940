const FALLBACK = 'en-GB';

/**
 * Chromium under `LANG=C` reports the language `en-US@posix`, which is no valid tag: `Intl` throws on it, and some
 * libraries ask `Intl` for it while they are being loaded. Such a language is replaced before that happens.
 */
export function ensureUsableLanguage(target: { readonly language: string } = navigator): void {
  try {
    Intl.getCanonicalLocales(target.language);
  } catch {
    Object.defineProperty(target, 'language', { value: FALLBACK, configurable: true });
  }
}
