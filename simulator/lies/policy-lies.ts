/** Lies of the permission to upload. */
import { type Lie, lieAbout } from './lie.ts';
import { oneOf } from './values.ts';

/** What may be missing from a permission. */
export const POLICY_LIES = {
  'policy-without': lieAbout(
    'policy',
    'The permission to upload comes without x_oss_forbid_overwrite, without x_oss_object_acl, or without either.',
    oneOf('overwrite', 'acl', 'both'),
    (what) =>
      ({ x_oss_forbid_overwrite, x_oss_object_acl, ...data }) => ({
        ...data,
        ...(what === 'acl' ? { x_oss_forbid_overwrite } : {}),
        ...(what === 'overwrite' ? { x_oss_object_acl } : {}),
      }),
  ),
} as const satisfies Readonly<Record<string, Lie<'policy'>>>;
