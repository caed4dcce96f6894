#!/usr/bin/env python3
"""Writes src/autodiff/golden/pytorch-gradients.json: results and gradients of every operator, by PyTorch (Debian's python3-torch) in float64.

A case is an operator, its attributes, its inputs, y, and the gradients of the sum of y * u with respect to the inputs. Operators that PyTorch
does not have are written out in operators that it has.
"""
import json
import math
import pathlib

import torch
import torch.nn.functional as F

torch.manual_seed(1)
CASES = []


def noise(*shape, low=-1.5, high=1.5):
    """Numbers of three decimals, which are short to write."""
    return ((low + (high - low) * torch.rand(*shape, dtype=torch.float64)) * 1000).round() / 1000


def positive(*shape):
    return noise(*shape, low=0.25, high=1.75)


def case(op, function, *inputs, unused=0, **attrs):
    """The last `unused` elements of y do not enter the sum."""
    inputs = [x.clone().requires_grad_() for x in inputs]
    y = function(*inputs)
    u = noise(*y.shape)
    u[len(u) - unused:] = 0
    grads = torch.autograd.grad((y * u).sum(), inputs, allow_unused=True)
    CASES.append({
        'op': op,
        'attrs': attrs,
        'inputs': [{'shape': list(x.shape), 'data': numbers(x)} for x in inputs],
        'y': {'shape': list(y.shape), 'data': numbers(y)},
        'u': numbers(u),
        'gradients': [numbers(torch.zeros_like(x) if d is None else d) for x, d in zip(inputs, grads)],
    })


def numbers(x):
    return [float(f'{v:.7g}') for v in x.detach().flatten().tolist()]


def channels(v):
    return v.reshape(1, -1, 1, 1)


# Element by element.
for name, function in {
    'Abs': torch.abs, 'Erf': torch.erf, 'Exp': torch.exp, 'Identity': lambda x: x * 1, 'Neg': torch.neg, 'Relu': torch.relu,
    'Sigmoid': torch.sigmoid, 'Tanh': torch.tanh,
}.items():
    case(name, function, noise(3, 4))
case('Log', torch.log, positive(3, 4))
case('Sqrt', torch.sqrt, positive(3, 4))
for name, function in {'Add': torch.add, 'Sub': torch.sub, 'Mul': torch.mul, 'Max': torch.maximum, 'Min': torch.minimum}.items():
    case(name, function, noise(2, 1, 3), noise(4, 1))
ties = torch.tensor([-1.0, 0.0, 0.5, 2.0], dtype=torch.float64)
case('Max', torch.maximum, ties, ties)
case('Min', torch.minimum, ties, torch.tensor([-1.0, 1.0, 0.5, 1.0], dtype=torch.float64))
case('Div', torch.div, noise(2, 1, 3), positive(4, 1))
case('Pow', torch.pow, positive(2, 1, 3), noise(4, 1))
case('Pow', torch.pow, torch.tensor([0.0, 0.0, 2.0], dtype=torch.float64), torch.tensor([1.0, 2.0, 0.0], dtype=torch.float64))
case('Clip', lambda x: x.clamp(-0.5, 1), torch.tensor([-1.0, -0.5, 0.25, 1.0, 1.5], dtype=torch.float64), low=-0.5, high=1)
mask = [1, 0, 0, 1]
case('Where', lambda a, b: torch.where(torch.tensor(mask).bool(), a, b), noise(3, 4), noise(3, 1), mask=mask)

# Activations.
edges = torch.cat([noise(9), torch.zeros(1, dtype=torch.float64)])
case('PRelu', lambda x, s: F.prelu(x, s.flatten()), noise(2, 3, 2, 2), positive(3, 1, 1))
case('LeakyRelu', lambda x: F.leaky_relu(x, 0.2), edges, alpha=0.2)
case('Elu', lambda x: F.elu(x, 0.7), edges, alpha=0.7)
case('HardSigmoid', F.hardsigmoid, noise(12, low=-6, high=6))
case('hardSwish', F.hardswish, noise(12, low=-6, high=6))
case('Gelu', F.gelu, noise(10, low=-3, high=3), approximate='none')
case('Gelu', lambda x: F.gelu(x, approximate='tanh'), noise(10, low=-3, high=3), approximate='tanh')
case('Softmax', lambda x: torch.softmax(x, 1), noise(2, 3, 2), axis=1)
case('Softmax', lambda x: torch.softmax(x, -1), noise(2, 5), axis=-1)

# Matrix products and reductions.
case('MatMul', torch.matmul, noise(2, 1, 2, 3), noise(2, 3, 2))
case('MatMul', torch.matmul, noise(2, 2, 3), noise(3, 2))
case('FusedMatMul', lambda a, b: 0.5 * a.mT @ b.mT, noise(2, 3, 2), noise(4, 3), transA=True, transB=True, alpha=0.5)
case('Gemm', lambda a, b, c: 0.5 * a @ b.T + 2 * c, noise(2, 3), noise(4, 3), noise(4), transB=True, alpha=0.5, beta=2)
case('ReduceSum', lambda x: x.sum((0, 2)), noise(2, 3, 2), axes=[0, 2], keepDims=False)
case('ReduceMean', lambda x: x.mean((-1, -2), keepdim=True), noise(2, 3, 2), axes=[-1, -2], keepDims=True)
case('ReduceMax', lambda x: x.amax((0, 2)), noise(2, 3, 2), axes=[0, 2], keepDims=False)
case('ReduceMax', lambda x: x.amax(-1, keepdim=True), torch.tensor([[1.0, 2, 2], [3, 3, 3]], dtype=torch.float64), axes=[-1], keepDims=True)

# Convolution, pooling, shuffling.
for attrs, x, w in [
    (dict(strides=[1, 1], pads=[1, 1], dilations=[1, 1], group=1), noise(2, 2, 4, 3), noise(3, 2, 3, 3)),
    (dict(strides=[2, 3], pads=[1, 0], dilations=[1, 1], group=1), noise(1, 2, 5, 7), noise(2, 2, 2, 4)),
    (dict(strides=[2, 1], pads=[2, 1], dilations=[2, 1], group=2), noise(1, 4, 5, 4), noise(4, 2, 3, 3)),
]:
    options = dict(stride=attrs['strides'], padding=attrs['pads'], dilation=attrs['dilations'], groups=attrs['group'])
    case('Conv', lambda x, w, b: F.conv2d(x, w, b, **options), x, w, noise(w.shape[0]), **attrs)
for attrs, x, w in [
    (dict(strides=[2, 2], pads=[1, 1], dilations=[1, 1], group=1, outputPadding=[1, 0]), noise(1, 2, 2, 3), noise(2, 2, 3, 3)),
    (dict(strides=[3, 2], pads=[0, 1], dilations=[1, 2], group=2, outputPadding=[2, 0]), noise(1, 2, 2, 2), noise(2, 2, 2, 2)),
]:
    options = dict(stride=attrs['strides'], padding=attrs['pads'], dilation=attrs['dilations'], groups=attrs['group'],
                   output_padding=attrs['outputPadding'])
    case('ConvTranspose', lambda x, w, b: F.conv_transpose2d(x, w, b, **options), x, w, noise(w.shape[1] * attrs['group']), **attrs)
case('AveragePool', lambda x: F.avg_pool2d(x, 3, 2, 1), noise(1, 2, 5, 4), kernel=3, strides=2, pads=1, countPadding=True)
case('AveragePool', lambda x: F.avg_pool2d(x, 3, 2, 1, count_include_pad=False), noise(1, 2, 5, 4), kernel=3, strides=2, pads=1, countPadding=False)
case('MaxPool', lambda x: F.max_pool2d(x, 2), noise(1, 2, 5, 4), kernel=2, strides=2, pads=0)
case('MaxPool', lambda x: F.max_pool2d(x, 3, 2, 1), noise(1, 2, 5, 4, low=-2, high=-1), kernel=3, strides=2, pads=1)
case('GlobalAveragePool', lambda x: x.mean((2, 3), keepdim=True), noise(2, 2, 2, 3))
case('DepthToSpace', lambda x: F.pixel_shuffle(x, 2), noise(1, 8, 2, 1), r=2)
case('pixelUnshuffle', lambda x: F.pixel_unshuffle(x, 2), noise(1, 2, 2, 4), r=2)
case('SpaceToDepth', lambda x: F.pixel_unshuffle(x, 2).reshape(1, 2, 4, 1, 2).transpose(1, 2).reshape(1, 8, 1, 2), noise(1, 2, 2, 4), r=2)

# Normalisation.
case('BatchNormalization', lambda x, w, b, m, v: channels(w) * (x - channels(m)) / torch.sqrt(channels(v) + 1e-3) + channels(b),
     noise(2, 2, 2, 2), noise(2), noise(2), noise(2), positive(2), epsilon=1e-3)


def batch_norm_training(x, w, b, mean, variance):
    mean, variance = mean.detach().clone(), variance.detach().clone()
    y = F.batch_norm(x, mean, variance, w, b, training=True, momentum=0.2, eps=1e-3)
    return torch.cat([y.flatten(), mean, variance])


case('batchNormTraining', batch_norm_training, noise(2, 2, 2, 3), noise(2), noise(2), noise(2), positive(2), unused=4,
     epsilon=1e-3, momentum=0.2)
case('InstanceNormalization', lambda x, w, b: F.instance_norm(x, weight=w, bias=b, eps=1e-3), noise(2, 2, 2, 3), noise(2), noise(2), epsilon=1e-3)
case('LayerNormalization', lambda x, w, b: F.layer_norm(x, w.shape, w, b, 1e-3), noise(2, 3, 2), noise(3, 2), noise(3, 2), axis=1, epsilon=1e-3)
case('groupNorm', lambda x, w, b: F.group_norm(x, 2, w, b, 1e-3), noise(2, 4, 2, 2), noise(4), noise(4), groups=2, epsilon=1e-3)

# Moving elements.
case('Concat', lambda a, b: torch.cat([a, b], 1), noise(2, 1, 2), noise(2, 3, 2), axis=1)
case('Split', lambda x: torch.split(x, [1, 3, 2], 1)[1], noise(2, 6), sizes=[1, 3, 2], axis=1, part=1)
case('Expand', lambda x: x.expand(2, 3, 2), noise(3, 1), shape=[2, 3, 2])
case('Tile', lambda x: x.repeat(2, 3), noise(2, 2), repeats=[2, 3])
case('Reshape', lambda x: x.reshape(3, 2), noise(2, 3), shape=[3, 2])
case('Transpose', lambda x: x.permute(2, 0, 1), noise(2, 3, 2), perm=[2, 0, 1])
case('Squeeze', lambda x: x.reshape(3), noise(1, 3, 1), axes=[0, 2])
case('Unsqueeze', lambda x: x.reshape(1, 3, 1), noise(3), axes=[0, 2])
case('Slice', lambda x: x[:, 1:6:2], noise(2, 7), axis=1, start=1, end=6, step=2)
case('Pad', lambda x: F.pad(x, (1, 2, 0, 3), value=0.5), noise(1, 1, 2, 3), mode='constant', before=[0, 0, 0, 1], after=[0, 0, 3, 2], value=0.5)
case('Pad', lambda x: F.pad(x, (2, 2, 2, 2), mode='replicate'), noise(1, 1, 2, 3), mode='edge', margin=2)
case('Pad', lambda x: F.pad(x, (2, 2, 2, 2), mode='reflect'), noise(1, 1, 3, 4), mode='reflect', margin=2)

# Picking and resampling.
case('Gather', lambda x: x[:, [2, 0, 2]], noise(2, 3, 2), indices=[2, 0, 2], axis=1)
index = [[2, 0, 0, 1], [1, 1, 0, 2]]
case('GatherElements', lambda x: torch.gather(x, 0, torch.tensor(index)), noise(3, 4), indices=index, axis=0)
case('ScatterElements', lambda x, s: x.scatter_add(0, torch.tensor(index), s), noise(3, 4), noise(2, 4), indices=index, axis=0)
for mode, options, attrs in [
    ('nearest', {}, dict(coordinates='asymmetric', nearest='floor')),
    ('bilinear', dict(align_corners=False), dict(coordinates='half_pixel')),
    ('bilinear', dict(align_corners=True), dict(coordinates='align_corners')),
    ('bicubic', dict(align_corners=False), dict(coordinates='half_pixel')),
    ('bicubic', dict(align_corners=True), dict(coordinates='align_corners')),
]:
    name = {'nearest': 'nearest', 'bilinear': 'linear', 'bicubic': 'cubic'}[mode]
    for scale in [[2.0, 2.0], [0.5, 3.0]]:
        case('Resize', lambda x: F.interpolate(x, scale_factor=scale, mode=mode, recompute_scale_factor=False, **options), noise(1, 1, 4, 3),
             mode=name, scale=scale, **attrs)
for padding in ['zeros', 'border']:
    for aligned in [False, True]:
        case('GridSample', lambda x, grid: F.grid_sample(x, grid, padding_mode=padding, align_corners=aligned), noise(1, 2, 3, 4),
             noise(1, 2, 3, 2, low=-1.3, high=1.3), padding=padding, alignCorners=aligned)

# Attention of two heads, of queries, keys and values (N, heads, places, features).
case('attention', lambda q, k, v: torch.softmax(q @ k.mT / math.sqrt(3), -1) @ v, noise(1, 2, 4, 3), noise(1, 2, 5, 3), noise(1, 2, 5, 2))

path = pathlib.Path(__file__).parent.parent / 'src/autodiff/golden/pytorch-gradients.json'
path.write_text('[\n' + ',\n'.join(json.dumps(c, separators=(',', ':')) for c in CASES) + '\n]\n')
