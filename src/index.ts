import { createApi } from './api/api';
import { consumeDeadLetters } from './runs/dead-letters';
import { consumeWork } from './runs/workers';
import { runJobs } from './schedule/jobs';

export { CiRunCoordinator } from './runs/ci/coordinator';
export { RunCoordinator } from './runs/coordinator/coordinator';
export { HistoryWriter } from './store/history-writer';

const api = createApi();

const CONSUMERS: Record<string, (batch: MessageBatch<unknown>, env: Env) => Promise<void>> = {
  'assay-simulate': consumeWork,
  'assay-judge': consumeWork,
  'assay-simulate-dead': consumeDeadLetters,
  'assay-judge-dead': consumeDeadLetters,
};

// eslint-disable-next-line no-restricted-syntax -- the platform looks for the Worker here.
export default {
  fetch: api.fetch,

  async queue(batch, env) {
    const consume = CONSUMERS[batch.queue];
    if (!consume) throw new Error(`no consumer for the queue ${batch.queue}`);
    await consume(batch, env);
  },

  async scheduled(controller, env) {
    await runJobs(env, controller.scheduledTime);
  },
} satisfies ExportedHandler<Env>;
