/** Standard operators that our own graphs do not use but files from elsewhere do. */

/** Those that work element by element. */
export const otherElementwise: readonly string[] =
  `Acos Acosh Asin Asinh Atan Atanh BitShift CastLike Ceil Celu Cos Cosh DequantizeLinear Dropout GreaterOrEqual HardSwish IsInf IsNaN Less
  LessOrEqual Mean Mish Mod Not Or QuantizeLinear Reciprocal Round Selu Sin Sinh Softplus Softsign Sum Swish Tan ThresholdedRelu Xor`.split(
    /\s+/,
  );

/** Those that move, compare, normalise or count elements, or make constants and sizes. */
export const otherFree: readonly string[] =
  `ArgMax ArgMin Compress Constant ConstantOfShape CumSum EyeLike Flatten GatherND GlobalLpPool GlobalMaxPool GroupNormalization Hardmax LogSoftmax
  LpNormalization LpPool LRN MaxUnpool MeanVarianceNormalization NonZero OneHot RandomNormal RandomNormalLike RandomUniform RandomUniformLike Range
  ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMin ReduceProd ReduceSumSquare ReverseSequence RMSNormalization ScatterND Shrink Size
  TopK Trilu Unique Upsample`.split(/\s+/);
