/** A file of .NET code, or what lists such files. */
const ASSEMBLY = /[^\\/]+\.(?:dll|exe|nunit|slnx?|[a-z]{2}proj)$/i;

/** Arguments behind the name of a method, and those of its type before them. */
const CALL = /^(<[^(]*>)? ?\((.+)\)$/s;

/**
 * The name of a suite. Of an assembly only its file's: its folder is another one on every machine, and a test is the
 * same in all of them.
 */
export const suiteName = (name: string): string => ASSEMBLY.exec(name)?.[0] ?? name;

/** What a test is called within its class, of which many runners repeat the name. */
export function nameWithin(className: string | null, name: string): string {
  return className !== null && name.startsWith(`${className}.`) ? name.slice(className.length + 1) : name;
}

/**
 * Divides `Adds<Int32>(2, 4)` into the name `Adds<Int32>` and the parameters `2, 4`.
 *
 * @param methodLength characters of the method that the name begins with; 0: it is not known to begin with one
 */
export function splitCall(name: string, methodLength: number): { name: string; parameters: string | null } {
  const [, types = '', parameters] = methodLength > 0 ? (CALL.exec(name.slice(methodLength)) ?? []) : [];
  if (parameters === undefined) return { name, parameters: null };
  return { name: name.slice(0, methodLength) + types, parameters };
}
