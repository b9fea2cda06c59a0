/** The theme a person chose: remembered on this machine; `system` follows the operating system. */

/** Every choice of theme, in the order in which the button walks through them. */
export const THEMES = ['system', 'dark', 'light'] as const;
/** One of {@link THEMES}. */
export type Theme = (typeof THEMES)[number];

const KEY = 'darkroom-theme';

/** The remembered choice; `system` when there is none or storage is not allowed. */
export const storedTheme = (storage: () => Pick<Storage, 'getItem'>): Theme => {
  try {
    const stored = storage().getItem(KEY);
    return THEMES.find((theme) => theme === stored) ?? 'system';
  } catch {
    return 'system';
  }
};

/** Remembers a choice; a browser that forbids storage simply forgets it. */
export const rememberTheme = (storage: () => Pick<Storage, 'setItem'>, theme: Theme): void => {
  try {
    storage().setItem(KEY, theme);
  } catch {
    // Private windows refuse storage: the choice then lasts as long as the page.
  }
};

/** The choice after this one. */
export const nextTheme = (theme: Theme): Theme => THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
