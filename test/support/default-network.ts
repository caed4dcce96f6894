/** The name of the network that is used when none is asked for. */
import { readManifest } from '../../src/weights/installed.ts';

export const { default: defaultNetwork } = await readManifest();
