/** SR under a window as HR times a gain, plus noise: the distortion channel of VIF and IFC (Sheikh, Bovik and de Veciana, 2005). */

export interface LinearFit {
  readonly gain: number;
  /** Variance of SR that the gain leaves. */
  readonly residual: number;
  /** The sum of squares of HR that was given, or 0. */
  readonly signal: number;
}

/**
 * Of sums of squares and products about the means, over windows of `n` samples (1 where they are means already): gain = xy/xx, residual =
 * (yy − gain·xy)/n. Impossible values, and those that are zero but for rounding, are set as the authors' programs set them: a gain below 0 becomes 0
 * and leaves the whole sum yy as residual.
 */
export function linearFit(hrSquares: number, srSquares: number, products: number, n: number, tolerance: number): LinearFit {
  const xx = Math.max(0, hrSquares);
  const yy = Math.max(0, srSquares);
  if (yy < tolerance) return { gain: 0, residual: tolerance, signal: xx < tolerance ? 0 : xx };
  if (xx < tolerance) return { gain: 0, residual: yy, signal: 0 };
  const gain = products / (xx + tolerance);
  if (gain < 0) return { gain: 0, residual: Math.max(yy, tolerance), signal: xx };
  return { gain, residual: Math.max((yy - gain * products) / n, tolerance), signal: xx };
}
