/** The public entry `subpixel/graph`: ONNX graphs as objects, built, read, checked, measured and written. */
export { multiplyAdds, type OutputSize, parameterCount } from './cost.ts';
export { type Dim, type Shape, type SymbolicDim, symbolic } from './dim.ts';
export { type Attribute, Graph, type Node, Value } from './graph.ts';
export { foldLayers, labelOf, type Part, type Repeat } from './layers/fold.ts';
export { layersOf, type NetworkLayer, shapeWords } from './layers/layers.ts';
export { type OnnxModel, opsets } from './model.ts';
export * as ops from './ops.ts';
export { parse } from './parse.ts';
export { type ReceptiveField, receptiveField } from './receptive-field.ts';
export { type SerializeOptions, serialize } from './serialize.ts';
export { type DataType, int64, type Tensor, type TensorData, tensor } from './tensor.ts';
export { checkGraph } from './validate.ts';
