/**
 * Which function reads which variables. Each list is used twice: by the function's index.ts, which gets no setting that it does not
 * name here, and by lib/functions/environments.ts, which sets every variable that is named.
 */
import {
  allowPrivateWebhooks,
  busName,
  capacity,
  httpsProxy,
  imagesPerDay,
  modelRegion,
  modelUrl,
  modelWorkspace,
  noProxy,
  resultHosts,
  resultsBucket,
  secretId,
  stateMachineArn,
  tableName,
  uploadsBucket,
  version,
} from './variables.ts';

/** Of functions/api. */
export const api = {
  version,
  tableName,
  uploadsBucket,
  resultsBucket,
  stateMachineArn,
  capacity,
  busName,
  secretId,
  modelUrl,
  modelRegion,
  modelWorkspace,
  httpsProxy,
  noProxy,
  imagesPerDay,
  allowPrivateWebhooks,
};

/** Of functions/batch-item. */
export const batchItem = { tableName, uploadsBucket, resultsBucket, stateMachineArn, busName, imagesPerDay };

/** Of functions/check-status. */
export const checkStatus = {
  tableName,
  stateMachineArn,
  capacity,
  secretId,
  modelUrl,
  modelRegion,
  modelWorkspace,
  httpsProxy,
  noProxy,
};

/** Of functions/deliver-webhook. */
export const deliverWebhook = { tableName, allowPrivateWebhooks };

/** Of functions/execution-ended. */
export const executionEnded = {
  tableName,
  stateMachineArn,
  capacity,
  busName,
  secretId,
  modelUrl,
  modelRegion,
  modelWorkspace,
  httpsProxy,
  noProxy,
};

/** Of functions/persist-result. */
export const persistResult = {
  tableName,
  uploadsBucket,
  resultsBucket,
  stateMachineArn,
  capacity,
  busName,
  secretId,
  modelUrl,
  modelRegion,
  modelWorkspace,
  httpsProxy,
  noProxy,
  resultHosts,
};

/** Of functions/record-failure. */
export const recordFailure = { tableName, stateMachineArn, capacity, busName };

/** Of functions/request-slot. */
export const requestSlot = { tableName, stateMachineArn, capacity };

/** Of functions/start-edit. */
export const startEdit = { tableName, uploadsBucket, resultsBucket, stateMachineArn, busName, imagesPerDay };

/** Of functions/submit. */
export const submit = {
  tableName,
  uploadsBucket,
  resultsBucket,
  stateMachineArn,
  capacity,
  busName,
  secretId,
  modelUrl,
  modelRegion,
  modelWorkspace,
  httpsProxy,
  noProxy,
};

/** Of functions/sweep. */
export const sweep = {
  tableName,
  stateMachineArn,
  capacity,
  busName,
  secretId,
  modelUrl,
  modelRegion,
  modelWorkspace,
  httpsProxy,
  noProxy,
};
