import { boundedName } from '../../domain/evidence/names';
import { suiteName } from '../dotnet/names';

const MOST_DEFINITIONS = 1_000_000;
/** Different classes, and units of all their names. */
const MOST_OWNERS = 100_000;
const MOST_UNITS = 8 * 1024 * 1024;
const LONGEST_METHOD = 1023;

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What a test is defined as: the code that it comes from. */
export interface Definition {
  assembly: string;
  class: string | null;
  /** Characters of the method's name. */
  methodLength: number;
}

/**
 * The definitions of a file by the ids of its tests, about 100 bytes each. Visual Studio writes them behind the
 * results, which need them.
 */
export class TrxDefinitions {
  /** Index of the owner, times 1,024, and the length of the method's name. */
  readonly #byTest = new Map<string, number>();
  readonly #owners: Pick<Definition, 'assembly' | 'class'>[] = [];
  readonly #indices = new Map<string, number>();
  #units = 0;

  /** @returns whether there was room for it */
  add(
    testId: string,
    { codeBase, className, method }: { codeBase: string; className: string; method: string },
  ): boolean {
    if (this.#byTest.size === MOST_DEFINITIONS) return false;
    // MSTest gives the assembly's full name behind the class.
    const shortName = boundedName(className.replace(/,.*$/s, ''));
    const index = this.#indexOf(boundedName(suiteName(codeBase)), shortName);
    if (index === null) return false;
    const plain = shortName !== '' && method.startsWith(`${shortName}.`) ? method.slice(shortName.length + 1) : method;
    this.#byTest.set(compactId(testId), index * (LONGEST_METHOD + 1) + Math.min(plain.length, LONGEST_METHOD));
    return true;
  }

  find(testId: string): Definition | null {
    const packed = this.#byTest.get(compactId(testId));
    if (packed === undefined) return null;
    const owner = this.#owners[Math.floor(packed / (LONGEST_METHOD + 1))];
    return owner ? { ...owner, methodLength: packed % (LONGEST_METHOD + 1) } : null;
  }

  #indexOf(assembly: string, className: string): number | null {
    const key = copyOf(`${assembly}\n${className}`);
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    if (this.#owners.length === MOST_OWNERS || this.#units + key.length > MOST_UNITS) return null;
    this.#units += key.length;
    this.#indices.set(key, this.#owners.length);
    this.#owners.push({
      assembly: key.slice(0, assembly.length),
      class: className === '' ? null : key.slice(assembly.length + 1),
    });
    return this.#owners.length - 1;
  }
}

/** A GUID in 8 units of 16 bits; another id in its first 100. */
function compactId(id: string): string {
  if (!GUID.test(id)) return copyOf(id.slice(0, 100));
  const digits = id.replaceAll('-', '');
  return String.fromCharCode(
    ...Array.from({ length: 8 }, (_, i) => Number.parseInt(digits.slice(4 * i, 4 * i + 4), 16)),
  );
}

/** A text of its own: a part of another one would keep that alive, which here is a whole piece of the file. */
const copyOf = (text: string) => Array.from(text).join('');
