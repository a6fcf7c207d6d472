import { z } from '@hono/zod-openapi';
import type { Context, Next } from 'hono';
import { createMiddleware } from 'hono/factory';
import { fault } from '../domain/fault';
import { log } from '../effects/log';
import { isRecorded } from '../store/run-queries';
import type { AppEnv } from './app';
import { readCursor, writeCursor } from './cursor';
import { problem } from './problem';

/** Names a state of the database. Who sends back what an answer gave sees at least what that answer saw. */
export const BOOKMARK = 'x-d1-bookmark';

/** What the handler of an operation that has a session finds in its context besides. */
interface SessionEnv extends AppEnv {
  Variables: AppEnv['Variables'] & { db: D1DatabaseSession };
}

export const bookmarkSent = z.object({
  [BOOKMARK]: z.string().optional().openapi({
    description: 'Of an earlier answer: what that one saw or wrote is seen. Without it the answer may be a little old',
  }),
});

export const bookmarkGiven = z.object({
  [BOOKMARK]: z
    .string()
    .optional()
    .openapi({ description: 'To be sent with a request that must see what this one did' }),
});

/** Opens a session that any replica may serve which has what the caller's bookmark names. Runs after `allow`. */
export const readSession = createMiddleware<SessionEnv>(async (c, next) => {
  const sent = c.req.header(BOOKMARK);
  const start = sent === undefined ? 'first-unconstrained' : readBookmark(c, sent);
  if (start === null) {
    return problem(
      c,
      fault('malformed_request', `Send the ${BOOKMARK} of an answer to this project as it is, or none`),
    );
  }
  return through(c, c.env.DB.withSession(start), next);
});

/** Opens a session on the primary, for what writes: its bookmark names a state that has the change. */
export const writeSession = createMiddleware<SessionEnv>((c, next) =>
  through(c, c.env.DB.withSession('first-primary'), next),
);

/**
 * Gives with the answer that a run is finished a bookmark under which its record is seen: asked of the primary when
 * the record is there, so that no crash between record and answer can make it wrong
 * (docs/decisions/0014-bookmark-when-asked.md).
 */
export async function bookmarkRecord(c: Asked, runId: string): Promise<void> {
  const session = c.env.DB.withSession('first-primary');
  try {
    if (await isRecorded(session, { projectId: c.var.caller.projectId, runId })) giveBookmark(c, session);
  } catch (cause) {
    // The verdict stands without it: who gets no bookmark asks for the run again.
    log('run.bookmark_failed', { run: runId, cause });
  }
}

/** Of a context, whatever else its handlers find in it. */
type Asked = Pick<Context<AppEnv>, 'env' | 'var' | 'header'>;

async function through(c: Context<SessionEnv>, session: D1DatabaseSession, next: Next): Promise<void> {
  c.set('db', session);
  await next();
  giveBookmark(c, session);
}

/** Gives with the answer a bookmark of what the session has seen and done. */
export function giveBookmark(c: Asked, session: D1DatabaseSession): void {
  const bookmark = session.getBookmark();
  if (bookmark !== null) c.header(BOOKMARK, writeCursor(scopeOf(c), { bookmark }));
}

/** D1 takes any text for a bookmark, also one of a state that never comes: only what we signed is handed on. */
function readBookmark(c: Asked, sent: string): string | null {
  const place = readCursor(scopeOf(c), sent);
  return place ? String(place.bookmark) : null;
}

const scopeOf = (c: Asked) => ({ env: c.env, projectId: c.var.caller.projectId, list: 'd1_bookmark' });
