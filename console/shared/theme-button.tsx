/** Walks through the themes: as the system, dark, light. */
import { useState } from 'preact/hooks';
import { nextTheme, rememberTheme, storedTheme, type Theme } from '../state/theme.ts';
import { Icon, type IconName } from './icon.tsx';

const LOOKS: Readonly<Record<Theme, { readonly icon: IconName; readonly label: string }>> = {
  system: { icon: 'half', label: 'Theme: as the system' },
  dark: { icon: 'moon', label: 'Theme: dark' },
  light: { icon: 'sun', label: 'Theme: light' },
};

/** The button; the choice is remembered on this machine. */
export const ThemeButton = () => {
  const [theme, setTheme] = useState(() => storedTheme(() => localStorage));
  const change = () => {
    const next = nextTheme(theme);
    if (next === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    rememberTheme(() => localStorage, next);
    setTheme(next);
  };
  const { icon, label } = LOOKS[theme];
  return (
    <button type="button" class="icon-button theme-button" aria-label={label} title={label} onClick={change}>
      <Icon name={icon} />
    </button>
  );
};
