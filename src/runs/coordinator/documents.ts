/** What a document is about: one of these for the run (`cell` = -1) or for one of its cells. */
export type DocumentKind =
  'header' | 'case' | 'answer' | 'transcript' | 'outcome' | 'summary' | 'final' | 'tests' | 'cell_blocks';

/** UTF-16 units a part; in UTF-8 at most three bytes each, so a part stays under a row's 2 MB. */
const PART_UNITS = 512 * 1024;

/** The place of documents that belong to the run and to none of its cells. */
const WHOLE_RUN = -1;

/** JSON documents of any size over rows of bounded size. Callers hold the transaction. */
export class Documents<Kind extends string = DocumentKind> {
  #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Replaces the document whole. */
  put(kind: Kind, value: unknown, cell = WHOLE_RUN): void {
    const text = JSON.stringify(value);
    this.#sql.exec('DELETE FROM document WHERE kind = ? AND cell = ? AND part > 0', kind, cell);
    for (const [part, body] of partsOf(text).entries()) {
      this.#sql.exec(
        'INSERT OR REPLACE INTO document (kind, cell, part, body) VALUES (?, ?, ?, ?)',
        kind,
        cell,
        part,
        body,
      );
    }
  }

  /** The text of a document; null where there is none. */
  text(kind: Kind, cell = WHOLE_RUN): string | null {
    const parts = this.#sql
      .exec<{ body: string }>('SELECT body FROM document WHERE kind = ? AND cell = ? ORDER BY part', kind, cell)
      .toArray();
    return parts.length === 0 ? null : parts.map(({ body }) => body).join('');
  }

  /** `T` is what `put` was given: only this class writes the table. */
  get<T>(kind: Kind, cell = WHOLE_RUN): T | null {
    const text = this.text(kind, cell);
    return text === null ? null : (JSON.parse(text) as T);
  }
}

/** Cuts a text into parts, never between the halves of a surrogate pair: half a pair has no UTF-8 form. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (let from = 0; from < text.length || parts.length === 0;) {
    let to = Math.min(from + PART_UNITS, text.length);
    const last = text.charCodeAt(to - 1);
    if (to < text.length && last >= 0xd800 && last <= 0xdbff) to -= 1;
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts;
}
