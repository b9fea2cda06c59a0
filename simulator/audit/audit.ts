/** Counts, for each picture that a client asks for, what it sent, what it will pay, and what it fetched. */
import { accountOf } from '../model-studio/account.ts';
import type { TaskService } from '../model-studio/contract.ts';
import { imageOfResult } from '../model-studio/storage/results.ts';
import { type AskedPicture, askedPicture, resolved } from './picture.ts';

/** What was counted of one picture. */
export interface AuditedPicture {
  readonly picture: AskedPicture;
  /** Creates that reached the service, refused ones included. */
  readonly posts: number;
  /** Tasks that were made of them. */
  readonly accepted: number;
  /** Of these, the tasks that are billed: neither failed nor canceled; those that still run count. */
  readonly billed: number;
  /** Images of these tasks that were downloaded, each counted once. */
  readonly fetched: number;
}

/** An audit of one client. */
export interface Audit {
  /** The same service, watched. */
  watch(service: TaskService): TaskService;
  /** Everything so far, in the order in which pictures were first asked for. */
  report(readUpload: (address: string, account: string) => Promise<Uint8Array | undefined>): Promise<readonly AuditedPicture[]>;
}

interface Post {
  readonly picture: AskedPicture;
  readonly account: string;
  readonly taskId: string | undefined;
}

/** Whether a picture is paid more than once. */
export const isPaidTwice = ({ billed }: AuditedPicture): boolean => billed > 1;

/** Begins an audit. */
export const createAudit = (): Audit => {
  const posts: Post[] = [];
  const fetched = new Map<string, Set<number>>();
  let watched: TaskService | undefined;

  const count = (picture: AskedPicture, ofPicture: readonly Post[]): AuditedPicture => {
    const ids = new Set(ofPicture.map(({ taskId }) => taskId));
    const tasks = (watched?.tasks() ?? []).filter(({ id }) => ids.has(id));
    return {
      picture,
      posts: ofPicture.length,
      accepted: tasks.length,
      billed: tasks.filter(({ status, paidImages }) => paidImages > 0 || status === 'PENDING' || status === 'RUNNING').length,
      fetched: tasks.reduce((sum, { id }) => sum + (fetched.get(id)?.size ?? 0), 0),
    };
  };

  return {
    watch: (service) => {
      watched = service;
      return {
        ...service,
        createTask: (headers, body) => {
          const before = service.tasks().length;
          const reply = service.createTask(headers, body);
          posts.push({
            picture: askedPicture(body),
            account: accountOf(headers.apiKey ?? ''),
            taskId: service.tasks()[before]?.id,
          });
          return reply;
        },
        getResult: async (method, pathAndQuery) => {
          const reply = await service.getResult(method, pathAndQuery);
          const image = imageOfResult(pathAndQuery);
          const whole = method === 'GET' && reply.status === 200 && (reply.wire === undefined || reply.wire.kind === 'delay');
          if (image === undefined || !whole) return reply;
          const indices = fetched.get(image.taskId) ?? new Set();
          fetched.set(image.taskId, indices.add(image.index));
          return reply;
        },
      };
    },
    report: async (readUpload) => {
      const known = await Promise.all(
        posts.map(async (post) => ({
          post,
          picture: await resolved(post.picture, (address) => readUpload(address, post.account)),
        })),
      );
      const groups = Map.groupBy(known, ({ picture }) => JSON.stringify([picture.prompt, picture.images]));
      return [...groups.values()].flatMap((group) => {
        const [first] = group;
        return first === undefined
          ? []
          : [
              count(
                first.picture,
                group.map(({ post }) => post),
              ),
            ];
      });
    },
  };
};
