/** The list of networks that lies beside their files: what `manifest.json` may say. */
import * as v from 'valibot';
import { ConfigError } from '../errors.ts';

/** One `.onnx` file of the package. Those of one name and several scales are used together. */
export const networkSchema = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  scale: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(16)),
  /** Beside the manifest; no folders. */
  file: v.pipe(v.string(), v.regex(/^[\w.-]+\.onnx$/)),
  sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  parameters: v.pipe(v.number(), v.integer(), v.minValue(1)),
  license: v.string(),
  commercialUse: v.boolean(),
  /** Names of the picture sets. */
  trainedOn: v.array(v.string()),
  /** The runs that made it, last first: their configurations and logs are in the folder `training` of the repository. */
  training: v.array(v.pipe(v.string(), v.regex(/^[\w.-]+$/))),
  /** Protocol → picture set → metric → value: `{ "paper-y": { "Set5": { "psnr": 36.8 } } }`. */
  scores: v.record(v.string(), v.record(v.string(), v.record(v.string(), v.number()))),
});

export const manifestSchema = v.pipe(
  v.strictObject({
    /** The name that is used when none is asked for. */
    default: v.string(),
    networks: v.array(networkSchema),
  }),
  v.check((m) => m.networks.some((n) => n.name === m.default), 'the default network is not in the list'),
  v.check((m) => new Set(m.networks.map((n) => `${n.name} ${n.scale}`)).size === m.networks.length, 'a name has one scale twice'),
);

export type Manifest = v.InferOutput<typeof manifestSchema>;
export type InstalledNetwork = v.InferOutput<typeof networkSchema>;

/** Checks what `manifest.json` holds. Throws ConfigError naming `place`, the key and what is wrong with it. */
export function parseManifest(content: unknown, place: string): Manifest {
  const result = v.safeParse(manifestSchema, content);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new ConfigError(`Expected a list of networks in ${place} but ${v.getDotPath(issue) ?? 'it'} is wrong: ${issue.message}`);
}
