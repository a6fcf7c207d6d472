import worker, {
  CiRunCoordinator as CiCoordinator,
  RunCoordinator as Coordinator,
  HistoryWriter as Writer,
} from '../src/index';
import type { Counters } from './counters';

/**
 * The Worker with everything around it counted: queue messages, calls to Durable Objects, rows of D1. For benchmarks
 * only; what is measured is the Worker as it is.
 */
const counters: Counters = { queue_messages: 0, object_calls: 0, d1_rows_read: 0, d1_rows_written: 0 };

const counted = new WeakMap<Env, Env>();

/** One copy an environment: the Worker keeps what it parsed of it by its identity. */
function countedEnv(env: Env): Env {
  const known = counted.get(env);
  if (known) return known;
  const copy: Env = {
    ...env,
    SIMULATE: countedQueue(env.SIMULATE),
    JUDGE: countedQueue(env.JUDGE),
    RUNS: countedObjects(env.RUNS),
    DB: countedDatabase(env.DB),
  };
  counted.set(env, copy);
  return copy;
}

function countedQueue(queue: Queue): Queue {
  return intercept(queue, {
    sendBatch: (messages: Iterable<MessageSendRequest>) => {
      const batch = [...messages];
      counters.queue_messages += batch.length;
      return queue.sendBatch(batch);
    },
  });
}

function countedObjects(objects: Env['RUNS']): Env['RUNS'] {
  return intercept(objects, {
    getByName: (name: string) => {
      const stub = objects.getByName(name);
      return new Proxy(stub, {
        get(target, property) {
          const method: unknown = Reflect.get(target, property);
          if (typeof method !== 'function') return method;
          return (...args: unknown[]) => {
            counters.object_calls += 1;
            return Reflect.apply(method, target, args);
          };
        },
      });
    },
  });
}

const originals = new WeakMap<D1PreparedStatement, D1PreparedStatement>();

function countedDatabase(db: D1Database): D1Database {
  return intercept(db, {
    prepare: (query: string) => countedStatement(db.prepare(query)),
    batch: async (statements: D1PreparedStatement[]) => {
      const results = await db.batch(statements.map((statement) => originals.get(statement) ?? statement));
      for (const { meta } of results) countRows(meta);
      return results;
    },
    withSession: (constraint?: string) => countedDatabase(db.withSession(constraint) as unknown as D1Database),
  });
}

function countedStatement(statement: D1PreparedStatement): D1PreparedStatement {
  const all = async () => {
    const result = await statement.all<Record<string, unknown>>();
    countRows(result.meta);
    return result;
  };
  const copy = intercept(statement, {
    bind: (...values: unknown[]) => countedStatement(statement.bind(...values)),
    all,
    run: all,
    // These two tell no counts of their own.
    first: async () => (await all()).results[0] ?? null,
    raw: async () => (await all()).results.map((row) => Object.values(row)),
  });
  originals.set(copy, statement);
  return copy;
}

function countRows({ rows_read, rows_written }: D1Meta): void {
  counters.d1_rows_read += rows_read;
  counters.d1_rows_written += rows_written;
}

/** The same object with some methods replaced; the others keep their `this`, which the platform insists on. */
function intercept<T extends object>(target: T, methods: Record<string, unknown>): T {
  return new Proxy(target, {
    get(_, property) {
      if (typeof property === 'string' && Object.hasOwn(methods, property)) return methods[property];
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

export class RunCoordinator extends Coordinator {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, countedEnv(env));
  }
}

export class CiRunCoordinator extends CiCoordinator {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, countedEnv(env));
  }
}

export class HistoryWriter extends Writer {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, countedEnv(env));
  }
}

// eslint-disable-next-line no-restricted-syntax -- the platform looks for the Worker here.
export default {
  fetch(request, env, ctx) {
    if (new URL(request.url).pathname === '/counters') return Response.json(counters);
    return worker.fetch(request, countedEnv(env), ctx);
  },
  queue: (batch, env) => worker.queue(batch, countedEnv(env)),
  scheduled: (controller, env) => worker.scheduled(controller, countedEnv(env)),
} satisfies ExportedHandler<Env>;
