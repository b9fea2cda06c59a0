import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { importsOf } from './imports.ts';
import { ROOMS, type Room } from './rooms.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx', '*.js'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !/^(test|bench|samples)\//.test(path) && path.includes('/'));

const roomOf = (path: string): Room | undefined => ROOMS.find((room) => room.files.test(path));

const violations = (path: string, room: Room): readonly string[] =>
  importsOf(root, path).flatMap(({ specifier, file, typesOnly }) => {
    const allowed = file === undefined ? room.mayUse.test(specifier) : room.mayImport.test(file);
    const leaksCode = file !== undefined && room.typesOnly?.test(file) === true && !typesOnly;
    return allowed && !leaksCode ? [] : [`${path} (${room.name}) imports ${specifier}${leaksCode ? ' as code, types only' : ''}`];
  });

describe('the rooms', () => {
  it('cover every source file', () => {
    expect(sources.filter((path) => roomOf(path) === undefined)).toEqual([]);
  });

  it('import only what the table allows', () => {
    expect(sources.flatMap((path) => (roomOf(path) === undefined ? [] : violations(path, roomOf(path) as Room)))).toEqual([]);
  });

  it('are told apart by the walker: a forbidden import would be seen', () => {
    const core = roomOf('core/edit.ts') as Room;
    expect(core.mayImport.test('adapters/aws/s3-store.ts')).toBe(false);
    expect(core.mayUse.test('@aws-sdk/client-s3')).toBe(false);
    expect(importsOf(root, 'test/architecture/rooms.test.ts').map((found) => found.specifier)).toContain('./rooms.ts');
  });
});
