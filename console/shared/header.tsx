/** The top of every view. */
import type { Controls } from '#client/types.ts';
import { hrefOf, type Route } from '../state/route.ts';
import { ThemeButton } from './theme-button.tsx';

const PLACES = [
  { name: 'compose', label: 'New edit', href: hrefOf({ name: 'compose' }) },
  { name: 'history', label: 'History', href: hrefOf({ name: 'history', filter: {} }) },
  { name: 'operations', label: 'Operations', href: hrefOf({ name: 'operations' }) },
] as const;

/** Name, places, pause sign, theme. */
export const Header = ({ route, controls }: { readonly route: Route; readonly controls: Controls | undefined }) => (
  <header class="top">
    <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
      Skip to content
    </button>
    <a class="brand" href={hrefOf({ name: 'compose' })}>
      <span class="brand-mark" aria-hidden="true" />
      Darkroom
    </a>
    <nav aria-label="Main">
      {PLACES.map(({ name, label, href }) => (
        <a key={name} href={href} aria-current={route.name === name ? 'page' : undefined}>
          {label}
        </a>
      ))}
    </nav>
    {controls?.paused === true && (
      <a class="paused-sign" href={hrefOf({ name: 'operations' })}>
        Paused
      </a>
    )}
    <ThemeButton />
  </header>
);
