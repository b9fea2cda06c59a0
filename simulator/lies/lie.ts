/** What a lie is: a named, small, pure change of one kind of answer, with a value if it takes one. */

/** A JSON object of an answer. */
export type Json = Readonly<Record<string, unknown>>;

/** An answer of the API before it is written: a JSON object, or a page of text in its place. */
export interface Said {
  readonly status: number;
  readonly body: Json;
  readonly page?: string;
}

/** An answer as bytes. `chunked`: its length is not declared. */
export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly chunked?: boolean;
}

/** What a lie about time changes. */
export interface TimeLie {
  /** By how many seconds the service's clock is ahead, so many seconds after the service began; negative: behind. */
  readonly aheadSeconds?: (elapsedSeconds: number) => number;
  /** `none`: answers carry no Date header. `honest`: it tells the true time although the clock of the tasks is wrong. */
  readonly date?: 'none' | 'honest';
}

/** Calls a second and tasks running at once. */
export interface Limits {
  readonly runningTasks: number;
  readonly createsPerSecond: number;
  readonly queriesPerSecond: number;
}

/** What a lie about a task changes. */
export interface TaskLie {
  /** The answer to a query of the task; `url` is that of its image of this index, from 0. */
  readonly tell: (answer: Json, url: (index: number) => string) => Json;
  /** Images that are billed, of those that were made; all by default. */
  readonly paid?: (made: number) => number;
  /** Images that can be downloaded, of those that were made; all by default. */
  readonly stored?: (made: number) => number;
}

/** Which image is downloaded. */
export interface DownloadedImage {
  /** From 0. */
  readonly index: number;
  /** Images of its task. */
  readonly count: number;
  /** Path and query that were asked for. */
  readonly address: string;
}

/** What a lie does, by what it is about. Those about `task`, `task-id` and `result` are drawn once for each task, the others for each call. */
export interface Tells {
  /** About the service's clock; in force from the beginning, without probability. */
  readonly time: TimeLie;
  /** About the limits, so many seconds after the service began; in force from the beginning, without probability. */
  readonly limits: (usual: Limits, elapsedSeconds: number) => Limits;
  /** Before a create is taken: an answer in its place; no task is made. */
  readonly refusal: (create: { readonly bodyBytes: number; readonly firstAccepted: Json | undefined }) => Said | undefined;
  /** After a create was taken: the task exists. */
  readonly create: (accepted: Said) => Said;
  /** Seconds by which the task list lags behind. */
  readonly snapshot: number;
  /** About the answer of the task list. */
  readonly list: (answer: Json) => Json;
  readonly 'task-id': (id: string) => string;
  readonly task: TaskLie;
  /** About a download of a result image. */
  readonly result: (answer: Sent, image: DownloadedImage) => Sent;
  /** About the permission to upload. */
  readonly policy: (data: Json) => Json;
  /** About the bytes of any JSON answer. */
  readonly answer: (answer: Sent, asked: { readonly acceptEncoding: string; readonly now: number }) => Sent;
}

/** What a lie is about. */
export type Subject = keyof Tells;

/** Values that a lie takes. */
export interface Values<V> {
  /** How the value is written in help and documents, `[=...]` where it may be left out; empty when there is none. */
  readonly written: string;
  /** Reads what follows `=`; undefined when it is not understood. */
  readonly read: (text: string | undefined) => V | undefined;
}

/** One line of the table of lies. */
export interface Lie<S extends Subject = Subject> {
  readonly subject: S;
  /** One sentence for help and documents. */
  readonly says: string;
  readonly written: string;
  /** The lie with this value; undefined when the value is not understood. */
  readonly prepare: (value: string | undefined) => Tells[S] | undefined;
}

/** Makes a line of the table. */
export const lieAbout = <S extends Subject, V>(
  subject: S,
  says: string,
  values: Values<V>,
  tell: (value: V) => Tells[S],
): Lie<S> => ({
  subject,
  says,
  written: values.written,
  prepare: (text) => {
    const value = values.read(text);
    return value === undefined ? undefined : tell(value);
  },
});
