import worker from '../src/index';

export { CiRunCoordinator, HistoryWriter, RunCoordinator } from '../src/index';

/** The Worker, and a way to only read a body, which is what reading costs before anything is done with it. */
// eslint-disable-next-line no-restricted-syntax -- the platform looks for the Worker here.
export default {
  ...worker,
  async fetch(request, env, ctx) {
    if (new URL(request.url).pathname !== '/plain-read') return worker.fetch(request, env, ctx);
    let bytes = 0;
    for await (const piece of request.body ?? []) bytes += piece.byteLength;
    return Response.json({ bytes });
  },
} satisfies ExportedHandler<Env>;
