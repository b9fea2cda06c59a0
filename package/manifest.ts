/** The package.json of the published package, from the project's own. */
import { OLDEST_NODE } from './node-version.ts';

/** The parts of the project's package.json that the published one is made of. */
export interface ProjectManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly homepage: string;
  readonly bugs: string;
  readonly repository: { readonly type: string; readonly url: string };
  readonly author: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}

/** Entry points by the name after `darkroom`, as paths without extension. */
export const EXPORTS = { '.': 'lib/index', './client': 'package/client', './webhooks': 'package/webhooks' } as const;

/** The command, as a path without extension. */
export const BIN = 'package/bin';

/** Takes the place of console/build.ts, which needs sources that are not published. */
export const BUILT_CONSOLE = 'package/built-console';

/**
 * Brought by the CDK app that uses the construct, since two copies of the CDK do not know each other; whoever only runs the command or the
 * client needs neither, so they are optional.
 */
const PEERS = ['aws-cdk-lib', 'constructs'] as const;

/** Run by the CDK to bundle the functions, imported by nothing. */
const BUNDLER = 'esbuild';

/** The manifest while the files are only linked: how they find each other. */
export const linkingManifest = (project: ProjectManifest, rooms: readonly string[]) => ({
  name: project.name,
  version: project.version,
  description: project.description,
  keywords: project.keywords,
  homepage: project.homepage,
  bugs: project.bugs,
  repository: project.repository,
  author: project.author,
  license: project.license,
  type: 'module',
  engines: { node: `>=${OLDEST_NODE}` },
  bin: { [project.name]: `${BIN}.js` },
  exports: {
    ...Object.fromEntries(Object.entries(EXPORTS).map(([name, path]) => [name, conditions(path)])),
    './package.json': './package.json',
  },
  imports: {
    '#console/build.ts': conditions(BUILT_CONSOLE),
    ...Object.fromEntries(rooms.map((room) => [`#${room}/*.ts`, conditions(`${room}/*`)])),
  },
});

/** The whole manifest. @throws when a used package is not a dependency of the project */
export const packageManifest = (project: ProjectManifest, rooms: readonly string[], used: readonly string[]) => ({
  ...linkingManifest(project, rooms),
  dependencies: Object.fromEntries(
    [...new Set([...used, BUNDLER])]
      .filter((name) => !isPeer(name))
      .sort()
      .map((name) => [name, versionOf(project, name)]),
  ),
  peerDependencies: Object.fromEntries(PEERS.map((name) => [name, `^${project.devDependencies[name]}`])),
  peerDependenciesMeta: Object.fromEntries(PEERS.map((name) => [name, { optional: true }])),
});

const conditions = (path: string) => ({ types: `./${path}.d.ts`, default: `./${path}.js` });

const isPeer = (name: string): boolean => PEERS.some((peer) => peer === name);

const versionOf = ({ dependencies }: ProjectManifest, name: string): string => {
  const version = dependencies[name];
  if (version !== undefined) return version;
  throw new Error(
    `${name} is imported by a file of the package but is no dependency: add it with npm install --save-exact ${name}`,
  );
};
