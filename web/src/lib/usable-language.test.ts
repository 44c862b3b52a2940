import { expect, test } from 'vitest';
import { ensureUsableLanguage } from './usable-language.ts';

test('the language of Chromium under LANG=C is replaced by one that Intl understands', () => {
  const browser = { language: 'en-US@posix' };
  ensureUsableLanguage(browser);
  expect(new Intl.NumberFormat(browser.language).format(1.5)).toBe('1.5');
});

test('a language that works is left alone', () => {
  const browser = { language: 'de-CH' };
  ensureUsableLanguage(browser);
  expect(browser.language).toBe('de-CH');
});
