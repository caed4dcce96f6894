import { expect, test } from 'vitest';
import { GraphError } from '../errors.ts';
import { Graph, Value } from './graph.ts';
import { checkGraph } from './validate.ts';

function chain(): { g: Graph; x: Value; y: Value } {
  const g = new Graph();
  const x = g.input('x', [2]);
  const twice = g.node('Mul', [x, g.constant(2)], {}, [{ shape: [2], dtype: 'float32' }]).outputs[0]!;
  const y = g.output(
    g.node('Add', [twice, g.weight('w', [2], new Float32Array(2)), undefined], {}, [{ shape: [2], dtype: 'float32' }]).outputs[0]!,
  );
  return { g, x, y };
}

test('a graph in order passes', () => expect(() => checkGraph(chain().g)).not.toThrow());

test.each<[string, string, (c: ReturnType<typeof chain>) => void]>([
  ['nodes out of order', 'Expected Add to use values made before it', ({ g }) => g.nodes.reverse()],
  [
    'a value of another graph',
    'Expected Relu to use values made before it',
    ({ g }) => g.node('Relu', [new Graph().input('z', [2])], {}, []),
  ],
  ['a value made twice', 'Expected one maker for value', ({ g }) => g.nodes.push(g.nodes[1]!)],
  ['a name given twice', 'Expected one maker for value x', ({ y }) => Object.assign(y, { name: 'x' })],
  ['a value that does not know its maker', 'to know that Add makes it', ({ y }) => Object.assign(y, { producer: undefined })],
  ['no outputs', 'Expected a graph with outputs', ({ g }) => g.outputs.pop()],
  ['an output that nothing makes', 'Expected output z', ({ g }) => g.outputs.push(new Value('z', 'node', [2], 'float32'))],
  [
    'an initializer without contents',
    'Expected contents for weight v',
    ({ g }) => g.initializers.push(new Value('v', 'weight', [2], 'float32')),
  ],
])('refuses %s', (_, message, spoil) => {
  const c = chain();
  spoil(c);
  expect(() => checkGraph(c.g)).toThrow(GraphError);
  expect(() => checkGraph(c.g)).toThrow(message);
});
