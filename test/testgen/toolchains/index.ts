import { compilerToolchains } from './compilers';
import { nodeToolchains } from './node';
import { scriptToolchains } from './scripts';
import type { Toolchain } from './toolchain';

export const TOOLCHAINS: readonly Toolchain[] = [...nodeToolchains, ...scriptToolchains, ...compilerToolchains];
