/** Runs before the first paint, apart from the rest, so that a chosen theme never flashes the other one. */
import { storedTheme } from './state/theme.ts';

const theme = storedTheme(() => localStorage);
if (theme !== 'system') document.documentElement.dataset.theme = theme;
