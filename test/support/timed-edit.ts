/** The instants of one edit from its claim to its end, in ms: the submit of its task lies between our writing of it and the answer. */

/** The attempt that created the task. */
export const submission = { attempt: 1, startedAt: 10_000, until: 70_000 };

/** Instants by our clock; `task*` by the clock of the service. */
export const times = {
  createdAt: 1000,
  updatedAt: 1000,
  submittedAt: 10_400,
  taskSubmittedAt: 10_200,
  taskScheduledAt: 11_000,
  taskEndedAt: 61_500,
  detectedAt: 62_000,
  finishedAt: 63_250,
};
