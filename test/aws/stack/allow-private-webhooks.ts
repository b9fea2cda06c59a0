/**
 * Lets the functions of the stack on the emulator reach a consumer on the loopback address. The stack itself never allows it: a function
 * on AWS has nothing of its users' on that address. So the variable is set on the deployed functions, and only here.
 */

interface DeployedFunction {
  readonly FunctionName: string;
  readonly Description?: string;
  readonly Environment?: { readonly Variables?: Readonly<Record<string, string>> };
}

/** As lib/functions/edit-function.ts describes the functions that add or reach endpoints. */
const REACHING = ['Darkroom: api', 'Darkroom: deliver-webhook'];

/** Allows it. @throws Error when the emulator has no such functions */
export const allowPrivateWebhooks = async (emulator: string): Promise<void> => {
  const { Functions } = (await ask(`${emulator}/2015-03-31/functions/?MaxItems=50`)) as {
    readonly Functions: readonly DeployedFunction[];
  };
  const reaching = Functions.filter(({ Description = '' }) => REACHING.includes(Description));
  if (reaching.length !== REACHING.length)
    throw new Error(`expected ${REACHING.join(' and ')}, found ${reaching.length} of them`);
  for (const { FunctionName, Environment } of reaching) {
    const Variables = { ...Environment?.Variables, DARKROOM_WEBHOOKS_ALLOW_PRIVATE: 'true' };
    await ask(`${emulator}/2015-03-31/functions/${encodeURIComponent(FunctionName)}/configuration`, {
      Environment: { Variables },
    });
  }
};

const ask = async (url: string, change?: object): Promise<unknown> => {
  const response = await fetch(url, change === undefined ? {} : { method: 'PUT', body: JSON.stringify(change) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return await response.json();
};
