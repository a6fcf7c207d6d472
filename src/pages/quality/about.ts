/** What the documents of a result say of it beside its payload. */
export interface ResultAbout {
  name: string;
  /** RFC 3339, in UTC. */
  created_at: string;
  /** As it was sent: of `other`, which task it was. */
  task: string;
}
