/** Whether a graph hangs together: what every graph that we build or read must satisfy. */
import { GraphError } from '../errors.ts';
import type { Graph, Value } from './graph.ts';

/**
 * Throws GraphError unless every value has one maker and a name of its own, nodes stand in execution order and use only values of the graph,
 * and every output is among them.
 */
export function checkGraph(graph: Graph): void {
  const known = new Set<Value>();
  const names = new Set<string>();
  const add = (value: Value, maker: string): void => {
    if (known.has(value) || names.has(value.name))
      throw new GraphError(`Expected one maker for value ${value.name} but ${maker} is another`);
    known.add(value);
    names.add(value.name);
  };
  for (const value of graph.inputs) add(value, 'the list of inputs');
  for (const value of graph.initializers) {
    if (!value.tensor) throw new GraphError(`Expected contents for ${value.kind} ${value.name} but it has none`);
    add(value, 'the list of initializers');
  }
  for (const node of graph.nodes) {
    for (const value of node.inputs) {
      if (value && !known.has(value)) throw new GraphError(`Expected ${node.op} to use values made before it but received ${value.name}`);
    }
    for (const value of node.outputs) {
      add(value, node.op);
      if (value.producer !== node)
        throw new GraphError(`Expected value ${value.name} to know that ${node.op} makes it but it names another node`);
    }
  }
  if (graph.outputs.length === 0) throw new GraphError('Expected a graph with outputs but it has none');
  for (const value of graph.outputs) {
    if (!known.has(value)) throw new GraphError(`Expected output ${value.name} to be a value of the graph but nothing makes it`);
  }
}
