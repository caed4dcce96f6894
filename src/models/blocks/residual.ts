/** The residual block of EDSR (Lim et al., 2017): that of SRResNet without batch normalisation and without ReLU after the sum. */
import type { Init, Layer, Layers } from '../layers.ts';

export interface ResidualOptions {
  /** Side of the filters. Default: 3. */
  readonly kernel?: number;
  /** Factor of what is added to x. Default: 1. */
  readonly resScale?: number;
  readonly init: Init;
  /** Default: zero. */
  readonly bias?: Init;
}

/** x + resScale·conv(ReLU(conv(x))), with `features` channels all along. */
export function residualBlock(nn: Layers, name: string, features: number, { kernel = 3, resScale = 1, ...init }: ResidualOptions): Layer {
  const first = nn.conv(`${name}.conv1`, features, features, kernel, init);
  const second = nn.conv(`${name}.conv2`, features, features, kernel, init);
  return (x) => nn.add(x, nn.scale(second(nn.relu(first(x))), resScale));
}
