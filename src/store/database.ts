import { drizzle } from 'drizzle-orm/d1';

/** D1 as queries see it: by itself, and the primary answers; or through a session, which replicas may serve. */
export type Database = Pick<D1Database, 'prepare' | 'batch'>;

/** Its type asks for a whole D1; it calls nothing but these two. */
export const ormOf = (db: Database) => drizzle(db as D1Database);
