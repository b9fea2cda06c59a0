import { describe, expect, it } from 'vitest';
import {
  EXTENSIONS,
  INPUT_MEDIA_TYPES,
  MAX_DATA_URI_BYTES,
  MAX_INPUT_BYTES,
  MODEL,
  TASK_RETENTION_MS,
  TASK_TIMEOUT_MS,
} from '#core/service/limits.ts';

describe('what the guide says of the model', () => {
  it('is its name, its bytes and its hours', () => {
    expect(MODEL).toBe('wan2.5-i2i-preview');
    expect([MAX_INPUT_BYTES, MAX_DATA_URI_BYTES]).toEqual([10_485_760, 10_485_760]);
    expect([TASK_TIMEOUT_MS, TASK_RETENTION_MS]).toEqual([10_800_000, 86_400_000]);
  });

  it('is a file name extension for each media type that it reads', () => {
    expect(INPUT_MEDIA_TYPES.map((mediaType) => EXTENSIONS[mediaType])).toEqual(['jpg', 'png', 'bmp', 'webp']);
  });
});
