import { describe, expect, it } from 'vitest';
import { nodeTooOld } from '../../package/node-version.ts';

describe('nodeTooOld', () => {
  it.each(['24.0.0', '24.21.0', '26.1.0', '100.0.0'])('will do when it is %s', (version) => {
    expect(nodeTooOld(version)).toBeUndefined();
  });

  it.each(['20.20.2', '22.13.0', '23.11.1', '8.0.0'])('is refused when it is %s, saying what is needed', (version) => {
    expect(nodeTooOld(version)).toBe(
      `darkroom needs Node 24 or newer, and this is Node ${version}.\nInstall Node 24 or newer, then run it again.\n`,
    );
  });
});
