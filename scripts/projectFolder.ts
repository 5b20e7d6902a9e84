import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this checkout, wherever a script was called from. */
export const projectFolder = dirname(dirname(fileURLToPath(import.meta.url)));
