/** Right values, as checks that say what is wrong. */
import type { EditState } from '#core/edit/state.ts';
import { endOf, type Seen, type Variant } from './case.ts';

/** A right value. */
export type Right = Pick<Variant, 'right' | 'wrong'>;

const HOUR_MS = 3_600_000;

/** The service keeps results for 24 hours; what it keeps is fetched before. */
const BEFORE_GONE_MS = 24 * HOUR_MS;

const unless = (holds: boolean, what: string): readonly string[] => (holds ? [] : [what]);

const once = ({ posts, accepted }: Seen): readonly string[] => [
  ...unless(posts <= 1, `${posts} POSTs`),
  ...unless(accepted <= 1, `${accepted} accepted`),
];

const endsAs = (seen: Seen, states: readonly EditState[]): readonly string[] => [
  ...unless(
    seen.edits.length > 0 && seen.edits.every(({ state }) => states.includes(state)),
    `ended ${endOf(seen)}, not ${states.join(' or ')}`,
  ),
];

const whole = (seen: Seen, images: number): readonly string[] => [
  ...unless(seen.kept === images, `${seen.kept} of ${images} images kept`),
  ...unless(seen.manifests === seen.edits.length, `${seen.manifests} manifests`),
  ...unless(seen.tookMs !== undefined && seen.tookMs < BEFORE_GONE_MS, 'not before the service forgets it'),
];

const settled = (seen: Seen): readonly string[] => [
  ...unless(seen.booked === seen.billed, `${seen.booked} booked, ${seen.billed} billed`),
  ...seen.leaks,
];

/** One POST at most, one task, and its images delivered in one of these states. */
export const delivered = (images = 1, states: readonly EditState[] = ['SUCCEEDED']): Right => ({
  right: `1 POST, 1 accepted, ${states.join(' or ')}, ${images} kept`,
  wrong: (seen) => [...once(seen), ...endsAs(seen, states), ...whole(seen, images), ...settled(seen)],
});

/** One task at most, delivered or openly left in doubt with the way out. */
export const onceOrOpen: Right = {
  right: '1 POST, 1 accepted, SUCCEEDED, or UNRESOLVED with the way out',
  wrong: (seen) => [
    ...once(seen),
    ...endsAs(seen, ['SUCCEEDED', 'UNRESOLVED']),
    ...unless(
      seen.edits.every(({ state }) => state !== 'UNRESOLVED') || seen.hints.some((hint) => hint.includes('--adopt')),
      'no hint names retry --adopt',
    ),
    ...unless(seen.edits.some(({ state }) => state === 'UNRESOLVED') || seen.kept === 1, 'nothing kept'),
    ...seen.leaks,
  ],
};

/** Ended as a failure that costs nothing, with few looks. */
export const failedFree = (looks: number): Right => ({
  right: `1 POST, FAILED, nothing charged, slot free, at most ${looks} looks`,
  wrong: (seen) => [
    ...once(seen),
    ...endsAs(seen, ['FAILED']),
    ...unless(seen.booked === 0, `${seen.booked} booked`),
    ...unless(seen.looks <= looks, `${seen.looks} looks`),
    ...seen.leaks,
  ],
});

/** Anything else, in words of its own. */
export const rightly = (right: string, wrong: (seen: Seen) => readonly (string | false)[]): Right => ({
  right,
  wrong: (seen) => wrong(seen).filter((what) => what !== false),
});
