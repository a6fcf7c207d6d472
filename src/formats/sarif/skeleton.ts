import type { FindingLevel } from '../../domain/evidence/finding';
import { noLevels } from '../../domain/findings';
import type { JsonObject, JsonValue } from '../json-stream/value';
import { indexOf, itemsOf, objectOf, textOf } from '../json-stream/value';
import type { ArtifactLocation, LocationContext } from './location';
import { artifactLocationOf, pathOf } from './location';
import type { MessageStrings } from './message';
import { messageStringsOf } from './message';
import type { Rule } from './rules';
import { Component, levelOf, nameOf, ruleFor, ruleOf } from './rules';

const MOST_RULES = 25_000;
const MOST_EXTENSIONS = 1000;
const MOST_ARTIFACTS = 100_000;
const MOST_BASES = 1000;
const MOST_TAXONOMIES = 1000;
const MOST_EXTERNAL = 10_000;
/** UTF-16 units of all URIs and message texts that a skeleton keeps. */
const MOST_TEXT = 16 * 1024 * 1024;

/** What findings refer to, and may come after them in a file. */
export type Part = 'tool' | 'artifacts' | 'originalUriBaseIds' | 'invocations' | 'automationDetails' | 'taxonomies';

/** How much text is left to be kept, of all runs of a file. */
export interface TextRoom {
  left: number;
}

/** What the findings of one run refer to. It notes what it was asked for, so that what comes late can be told. */
export class RunSkeleton implements LocationContext {
  readonly driver = new Component();
  /** The driver, then the extensions by position. */
  readonly components: Component[] = [this.driver];
  readonly taxonomies: { name: string | null; taxa: number }[] = [];
  /** Of the tool's own running, and of how it was set up. */
  readonly notifications = { execution: noLevels(), configuration: noLevels() };
  readonly asked = new Set<Part>();
  /** What a limit left out: the code of its warning. */
  readonly left = new Set<'too_many_rules' | 'too_many_artifacts' | 'too_much_text'>();
  version: string | null = null;
  semanticVersion: string | null = null;
  automationId: string | null = null;
  rules = 0;
  extensionRules = 0;
  artifacts = 0;
  invocations = 0;
  failedInvocations = 0;
  /** The parts of it that stand elsewhere, by their guids, and which property each one is. */
  external: { guid: string | null; part: string }[] = [];
  readonly #room: TextRoom;
  readonly #locations: (ArtifactLocation | null)[] = [];
  readonly #bases = new Map<string, ArtifactLocation>();
  readonly #overrides: JsonValue[][] = [];
  #roots: string[] = [];

  constructor(room: TextRoom) {
    this.#room = room;
  }

  /** Up to its last slash, behind which the one run is named (SARIF 2.1.0 section 3.17.3). */
  get category(): string | null {
    this.asked.add('automationDetails');
    const slash = this.automationId?.lastIndexOf('/') ?? -1;
    return slash > 0 ? (this.automationId?.slice(0, slash) ?? null) : null;
  }

  get tool(): string {
    this.asked.add('tool');
    return this.driver.name ?? '';
  }

  ruleOf(result: JsonObject): Rule | null {
    this.asked.add('tool');
    return ruleFor(result, this.components);
  }

  /** The text that a message names by its id: of its rule, else of the tool (section 3.11.7). */
  messageText(rule: Rule | null, id: string): string | null {
    this.asked.add('tool');
    const own = rule?.messages.get(id);
    if (own !== undefined) return own;
    for (const { messages } of this.components) {
      const text = messages.get(id);
      if (text !== undefined) return text;
    }
    return null;
  }

  artifact(index: number): ArtifactLocation | null {
    this.asked.add('artifacts');
    return this.#locations[index] ?? null;
  }

  base(id: string): ArtifactLocation | null {
    this.asked.add('originalUriBaseIds');
    return this.#bases.get(id) ?? null;
  }

  roots(): readonly string[] {
    this.asked.add('originalUriBaseIds');
    return this.#roots;
  }

  taxonomy(index: number): string | null {
    this.asked.add('taxonomies');
    return this.taxonomies[index]?.name ?? null;
  }

  /**
   * The level that an invocation gave to a rule (section 3.20.5). A result that names no invocation is of the only one
   * there is: the literal text asks for a name, but the SARIF SDK's own files go by this.
   */
  override(result: JsonObject, rule: Rule | null): FindingLevel | null {
    this.asked.add('invocations');
    const named = indexOf(objectOf(result['provenance'])?.['invocationIndex']);
    const index = named ?? (this.invocations === 1 ? 0 : null);
    if (index === null || !rule) return null;
    for (const override of this.#overrides[index] ?? []) {
      const descriptor = objectOf(objectOf(override)?.['descriptor']);
      const level = levelOf(objectOf(objectOf(override)?.['configuration'])?.['level']);
      if (descriptor && level && ruleFor({ rule: descriptor }, this.components) === rule) return level;
    }
    return null;
  }

  extension(): Component {
    const component = new Component();
    if (this.components.length <= MOST_EXTENSIONS) this.components.push(component);
    return component;
  }

  addRule(component: Component, value: JsonValue): void {
    if (component === this.driver) this.rules += 1;
    else this.extensionRules += 1;
    if (this.rules + this.extensionRules > MOST_RULES) {
      this.left.add('too_many_rules');
      return;
    }
    const rule = ruleOf(value);
    if (rule && !this.#has(sizeOf(rule.messages))) rule.messages = new Map();
    component.add(rule);
  }

  addArtifact(value: JsonValue): void {
    this.artifacts += 1;
    const location = artifactLocationOf(objectOf(objectOf(value)?.['location']));
    if (this.#locations.length >= MOST_ARTIFACTS) this.left.add('too_many_artifacts');
    else this.#locations.push(this.#has(location.uri?.length ?? 0) ? location : null);
  }

  addTaxonomy(): void {
    if (this.taxonomies.length < MOST_TAXONOMIES) this.taxonomies.push({ name: null, taxa: 0 });
  }

  nameTaxonomy(name: string | null): void {
    const taxonomy = this.taxonomies.at(-1);
    if (taxonomy) taxonomy.name = name;
  }

  countTaxon(): void {
    const taxonomy = this.taxonomies.at(-1);
    if (taxonomy) taxonomy.taxa += 1;
  }

  setMessages(component: Component, value: JsonValue): void {
    const messages = messageStringsOf(value);
    if (this.#has(sizeOf(messages))) component.messages = messages;
  }

  setBases(value: JsonValue): void {
    for (const [id, location] of Object.entries(objectOf(value) ?? {}).slice(0, MOST_BASES)) {
      const base = artifactLocationOf(objectOf(location));
      if (this.#has(id.length + (base.uri?.length ?? 0))) this.#bases.set(id, base);
    }
    const folders = [...this.#bases.values()].flatMap(({ uri }) => (uri?.startsWith('file:') ? [pathOf(uri)] : []));
    // The longest first: of two roots one may lie within the other.
    this.#roots = folders
      .filter((folder) => folder.length > 1 && folder.endsWith('/'))
      .sort((a, b) => b.length - a.length);
  }

  /** @returns whether it changes the level of any rule */
  addInvocation(value: JsonValue): boolean {
    const invocation = objectOf(value);
    this.invocations += 1;
    if (invocation?.['executionSuccessful'] === false) this.failedInvocations += 1;
    const { execution, configuration } = this.notifications;
    countLevels(itemsOf(invocation?.['toolExecutionNotifications']), execution);
    countLevels(itemsOf(invocation?.['toolConfigurationNotifications']), configuration);
    const overrides = itemsOf(invocation?.['ruleConfigurationOverrides']).slice(0, MOST_RULES);
    if (this.#has(overrides.length * 100)) this.#overrides[this.invocations - 1] = overrides;
    return overrides.length > 0;
  }

  /** Each property names one or several files that hold it (section 3.15). */
  setExternal(value: JsonValue): void {
    this.external = Object.entries(objectOf(value) ?? {})
      .flatMap(([part, references]) =>
        (Array.isArray(references) ? references : [references]).map((reference) => ({
          guid: textOf(objectOf(reference)?.['guid'])?.toLowerCase() ?? null,
          part: nameOf(part) ?? '',
        })),
      )
      .slice(0, MOST_EXTERNAL);
  }

  /** Whether so much text may still be kept; takes it then. */
  #has(length: number): boolean {
    if (length > this.#room.left) {
      this.left.add('too_much_text');
      return false;
    }
    this.#room.left -= length;
    return true;
  }
}

/** What a first pass over a SARIF file gathered, for a second one. */
export class SarifSkeleton {
  readonly runs: RunSkeleton[] = [];
  /** Guids of the log's `inlineExternalProperties`, by position. */
  readonly inline: (string | null)[] = [];
  readonly #room: TextRoom = { left: MOST_TEXT };

  addRun(): RunSkeleton {
    const run = new RunSkeleton(this.#room);
    this.runs.push(run);
    return run;
  }

  /** The run whose results stand in the part with this guid. */
  runOf(guid: string | null): number | null {
    if (guid === null) return null;
    const index = this.runs.findIndex(({ external }) =>
      external.some((part) => part.guid === guid && part.part === 'results'),
    );
    return index < 0 ? null : index;
  }
}

/** A notification without a level is a warning (section 3.58.6). */
function countLevels(notifications: readonly JsonValue[], counts: Record<FindingLevel, number>): void {
  for (const notification of notifications) counts[levelOf(objectOf(notification)?.['level']) ?? 'warning'] += 1;
}

function sizeOf(messages: MessageStrings): number {
  let size = 0;
  for (const [id, text] of messages) size += id.length + text.length;
  return size;
}
