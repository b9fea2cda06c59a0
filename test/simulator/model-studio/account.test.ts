import { describe, expect, it } from 'vitest';
import { accountOf } from '#simulator/model-studio/account.ts';
import { createVirtualTaskService } from '../virtual-task-service.ts';

describe('the account of a key', () => {
  it('is the same for the same key, another for another, and does not hold the key', () => {
    expect(accountOf('sk-one')).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set([accountOf('sk-one'), accountOf('sk-one'), accountOf('sk-two')]).size).toBe(2);
  });

  it('tells keys apart in the rows of the list', () => {
    const { service, create } = createVirtualTaskService();
    const idOf = (apiKey: string) => {
      create('blue', { apiKey });
      return (service.listTasks({ apiKey }).body.data as readonly { api_key_id: string }[])[0]?.api_key_id;
    };
    expect(idOf('sk-one')).toMatch(/^\d{10}$/);
    expect(idOf('sk-two')).not.toBe(idOf('sk-one'));
  });
});
