import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ProjectManifest, packageManifest } from '../../package/manifest.ts';

const project = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as ProjectManifest;

describe('the manifest of the package', () => {
  it('depends on what is used, in the versions of the project, and on the bundler that the CDK runs', () => {
    const { dependencies } = packageManifest(project, ['core'], ['zod', 'sharp']);
    expect(dependencies).toEqual({
      esbuild: project.dependencies.esbuild,
      sharp: project.dependencies.sharp,
      zod: project.dependencies.zod,
    });
  });

  it('leaves the CDK to the app that uses the construct, from the version on that is tested', () => {
    const { dependencies, peerDependencies, peerDependenciesMeta } = packageManifest(project, [], ['aws-cdk-lib', 'constructs']);
    expect(Object.keys(dependencies)).toEqual(['esbuild']);
    expect(peerDependencies).toEqual({
      'aws-cdk-lib': `^${project.devDependencies['aws-cdk-lib']}`,
      constructs: `^${project.devDependencies.constructs}`,
    });
    expect(peerDependenciesMeta).toEqual({ 'aws-cdk-lib': { optional: true }, constructs: { optional: true } });
  });

  it('says who made it, where it lives and where to report, as the project does', () => {
    const { keywords, homepage, bugs, repository, author, license } = project;
    expect(packageManifest(project, [], [])).toMatchObject({ keywords, homepage, bugs, repository, author, license });
    const home = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
    expect([homepage, bugs]).toEqual([`${home}#readme`, `${home}/issues`]);
  });

  it('refuses a package that only developers have', () => {
    expect(() => packageManifest(project, [], ['vitest'])).toThrow(
      'vitest is imported by a file of the package but is no dependency: add it with npm install --save-exact vitest',
    );
  });

  it('lets files find each other across rooms by the names that the sources use', () => {
    const { imports } = packageManifest(project, ['core'], []);
    expect(imports).toEqual({
      '#console/build.ts': { types: './package/built-console.d.ts', default: './package/built-console.js' },
      '#core/*.ts': { types: './core/*.d.ts', default: './core/*.js' },
    });
  });
});
